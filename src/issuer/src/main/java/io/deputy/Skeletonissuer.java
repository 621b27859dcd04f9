package io.deputy; class Skeletonissuer { private Skeletonissuer() {} }
