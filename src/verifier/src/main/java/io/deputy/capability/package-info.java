/**
 * The words of rights: {@link io.deputy.capability.Capability}, {@link
 * io.deputy.capability.Constraint}, {@link io.deputy.capability.Rights}, and whether some rights
 * lie within others. Imports nothing but {@code java.*}.
 */
package io.deputy.capability;
