// Signs a request with the core alone and prints its signature.

#include <cvm/models.hpp>
#include <cvm/request.hpp>
#include <cvm/tc3.hpp>
#include <iostream>

int main() {
  auto request =
      cvm::build_request(cvm::to_call(cvm::DeleteImagesRequest{.ImageIds = {"img-34vaef8f"}}, "ap-guangzhou"), {});
  auto signer = cvm::Signer::create({.secret_id = "AKIDEXAMPLE0000000000000000000000000",
                                     .secret_key = cvm::Secret("ExampleSecretKey0000000000000000")});
  if (!request || !signer) return 1;
  auto stages = signer->explain(request->http, {.service = request->service, .timestamp = 1700000000});
  if (!stages) return 1;
  std::cout << stages->signature << '\n';
}
