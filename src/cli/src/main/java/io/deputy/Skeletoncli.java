package io.deputy; class Skeletoncli { private Skeletoncli() {} }
