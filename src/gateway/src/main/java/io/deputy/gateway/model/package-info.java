/**
 * Model endpoints: what a request asks for, in the APIs of OpenAI and Anthropic, and which models a
 * caller may see. What a request has the provider do at other servers counts as calls there.
 */
package io.deputy.gateway.model;
