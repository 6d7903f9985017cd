#pragma once
/// \file
/// What goes out by name and not through Embind: the buffers and the signer, whose calls are short and frequent, and
/// which make up a module of their own (`cvm-images/signer`) that has no Embind at all.

#define CVM_EXPORT(name) extern "C" __attribute__((export_name(#name), used))
