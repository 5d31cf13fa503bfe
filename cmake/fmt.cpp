// fmt's own code, for the static program: Debian ships the compiled library as
// a shared one only, and its header-only form costs seconds in every source
// that formats (docs/decisions/0005-libraries.md).
#include <fmt/format-inl.h>

namespace fmt::inline v9::detail {
template dragonbox::decimal_fp<float> dragonbox::to_decimal(float) noexcept;
template dragonbox::decimal_fp<double> dragonbox::to_decimal(double) noexcept;
template void buffer<char>::append(const char*, const char*);
template void vformat_to(buffer<char>&, string_view,
                         basic_format_args<FMT_BUFFER_CONTEXT(char)>, locale_ref);
template thousands_sep_result<char> thousands_sep_impl(locale_ref);
template char decimal_point_impl(locale_ref);
}  // namespace fmt::inline v9::detail
