// micromark-extension-math reads a function of this package while it loads; markdownlint never calls it.
