#include "simulator.hpp"

#include <curl/curl.h>

#include <boost/json.hpp>
#include <stdexcept>

namespace cvm::test {
namespace {

std::size_t append(char* bytes, std::size_t size, std::size_t count, void* text) {
  static_cast<std::string*>(text)->append(bytes, size * count);
  return size * count;
}

}  // namespace

Simulator::Simulator() : process_({CVM_IMAGES_SIMULATOR, "--end-with-stdin"}) {
  url_ = boost::json::parse(process_.first_line()).at("url").as_string().c_str();
}

std::string Simulator::control(const std::string& method, const std::string& path, const std::string& body) const {
  std::string answer;
  long status = 0;
  CURL* curl = curl_easy_init();
  const std::string url = url_ + path;
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method.c_str());
  if (method != "GET") curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.c_str());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, append);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
  curl_easy_perform(curl);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_cleanup(curl);
  if (status != 200) throw std::runtime_error(method + " " + path + ": " + answer);
  return answer;
}

int Simulator::count_requests(const std::string& action) const {
  int count = 0;
  const boost::json::value requests = boost::json::parse(control("GET", "/_sim/requests", ""));
  for (const auto& request : requests.as_array()) {
    if (request.at("action").is_string() && request.at("action").as_string() == action) ++count;
  }
  return count;
}

}  // namespace cvm::test
