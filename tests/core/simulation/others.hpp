#pragma once
// Other people of the account, at work while a plan waits and while it is carried out.

#include <string>

#include "world.hpp"

namespace cvm::simulation {

class Others {
 public:
  explicit Others(World& world) : world_(&world), random_(world.random.fork(300)) {}

  /// One thing, at once.
  void act();
  /// Up to `count` things from now on, at random instants, until the world is quiet.
  void act_from_now_on(int count);

 private:
  void change_image(const std::string& region, const std::string& id);
  void use_image(const std::string& region, const std::string& id);
  void create_image(const std::string& region);

  World* world_;
  Random random_;
};

}  // namespace cvm::simulation
