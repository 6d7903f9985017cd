// What is freed is wiped. A key or a token goes through texts that grow, are copied and go away, in the core, in Botan
// and here; in a page's memory none of them may stay behind once its signer is disposed of. Cheaper than it looks:
// blocks are small, and a body or an answer is read many times before it is freed once.
#include <malloc.h>

#include <cstdlib>
#include <cstring>
#include <new>

void operator delete(void* block) noexcept {
  if (block == nullptr) return;
  std::memset(block, 0, malloc_usable_size(block));
  __asm__ volatile("" : : "r"(block) : "memory");  // or the compiler leaves out what nobody reads
  std::free(block);
}
