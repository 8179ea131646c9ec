/* Stands in for Electron's binary in stand-in builds (README.md): it has a fuse wire, and says what it is. */
#include <stdio.h>

/* Sentinel, version 1, length 9, then Electron 45's own states ('1' on, '0' off). In one literal, so that it occurs once. */
__attribute__((used)) static const volatile char fuse_wire[] =
    "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX" "\x01" "\x09" "101100011";

int main(void) {
  printf("This is a stand-in build of Forkyard: it has no Electron (fuse %c).\n", fuse_wire[34]);
  return 1;
}
