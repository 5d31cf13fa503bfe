// <fuzzer>_replay FOLDER: runs a fuzzer once on each file of its corpus, without
// libFuzzer. The last name printed is the input that broke it.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << argv[0] << ": wants one folder, tests/fuzz/corpus/<name>\n";
    return 2;
  }
  std::vector<std::filesystem::path> inputs;
  for (const auto& entry : std::filesystem::directory_iterator{argv[1]})
    inputs.push_back(entry.path());
  std::ranges::sort(inputs);
  for (const auto& input : inputs) {
    std::cout << input.filename().string() << '\n' << std::flush;
    std::ifstream file{input, std::ios::binary};
    const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
    LLVMFuzzerTestOneInput(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  }
  std::cout << inputs.size() << " inputs\n";
  return inputs.empty() ? 1 : 0;
}
