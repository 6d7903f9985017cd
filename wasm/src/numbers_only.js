// Functions take and give numbers only (README.md), so the parts of Embind's glue that convert strings, memory views and
// JavaScript values are left out: a third of it.
mergeInto(LibraryManager.library, {
  _embind_register_std_string__deps: [],
  _embind_register_std_string: function () {},
  _embind_register_std_wstring__deps: [],
  _embind_register_std_wstring: function () {},
  _embind_register_emval__deps: [],
  _embind_register_emval: function () {},
  _embind_register_memory_view__deps: [],
  _embind_register_memory_view: function () {},
  _embind_register_bigint__deps: [],
  _embind_register_bigint: function () {},

  // And nothing in the core asks for the environment: it has no variables.
  environ_get__deps: [],
  environ_get: function () {
    return 0;
  },
  environ_sizes_get__deps: [],
  environ_sizes_get: function (count, size) {
    HEAP32[count >> 2] = HEAP32[size >> 2] = 0;
    return 0;
  },
});
