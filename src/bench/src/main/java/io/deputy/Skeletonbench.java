package io.deputy; class Skeletonbench { private Skeletonbench() {} }
