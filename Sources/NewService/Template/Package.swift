// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "newservice",
  dependencies: [.package(name: "afterglow", path: "../../..")],
  targets: [
    .executableTarget(
      name: "NewService", dependencies: [.product(name: "Afterglow", package: "afterglow")]),
    .testTarget(
      name: "NewServiceTests",
      dependencies: ["NewService", .product(name: "AfterglowTesting", package: "afterglow")]),
  ]
)
