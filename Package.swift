// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "afterglow",
  products: [
    .library(name: "Afterglow", targets: ["Afterglow"]),
    .library(name: "FastCGI", targets: ["FastCGI"]),
    .library(name: "AfterglowAuth", targets: ["AfterglowAuth"]),
    .library(name: "AfterglowJWT", targets: ["AfterglowJWT"]),
    .library(name: "AfterglowServiceLifecycle", targets: ["AfterglowServiceLifecycle"]),
    .library(name: "AfterglowSessionAuth", targets: ["AfterglowSessionAuth"]),
    .library(name: "AfterglowSessions", targets: ["AfterglowSessions"]),
    .library(name: "AfterglowSQLiteSessions", targets: ["AfterglowSQLiteSessions"]),
    .library(name: "AfterglowTemplates", targets: ["AfterglowTemplates"]),
    .library(name: "AfterglowTesting", targets: ["AfterglowTesting"]),
    .executable(name: "Registration", targets: ["Registration"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
  ],
  targets: [
    .systemLibrary(name: "CFastCGI", pkgConfig: "fcgi", providers: [.apt(["libfcgi-dev"])]),
    .target(
      name: "FastCGI",
      dependencies: [
        "CFastCGI",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict
    ),
    .target(
      name: "AfterglowContent",
      dependencies: [
        .product(name: "HTTPTypes", package: "swift-http-types")
      ],
      swiftSettings: strict
    ),
    .target(
      name: "Afterglow",
      dependencies: [
        "AfterglowContent", "FastCGI",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Configuration", package: "swift-configuration"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "SystemPackage", package: "swift-system"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
      ],
      swiftSettings: strict
    ),
    .target(
      name: "AfterglowAuth",
      dependencies: [
        "Afterglow", "FastCGI",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict
    ),
    .target(
      name: "AfterglowJWT",
      dependencies: [
        "Afterglow", "AfterglowAuth",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "JWTKit", package: "jwt-kit"),
      ],
      swiftSettings: strict
    ),
    .target(
      name: "AfterglowServiceLifecycle",
      dependencies: [
        "Afterglow",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: strict
    ),
    .target(
      name: "AfterglowSessions",
      dependencies: [
        "Afterglow",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict
    ),
    .target(
      name: "AfterglowSessionAuth",
      dependencies: [
        "Afterglow", "AfterglowAuth", "AfterglowSessions",
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict
    ),
    .target(
      name: "AfterglowSQLiteSessions",
      dependencies: [
        "AfterglowSessions",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict
    ),
    .target(
      name: "AfterglowTemplates",
      dependencies: [
        "Afterglow",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      swiftSettings: strict
    ),
    .target(
      name: "AfterglowTesting",
      dependencies: [
        "Afterglow",
        "FastCGI",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict
    ),
    .executableTarget(
      name: "Board",
      dependencies: [
        "Afterglow", "AfterglowAuth", "AfterglowSessionAuth", "AfterglowSessions",
      ],
      path: "Tests/Board",
      swiftSettings: strict
    ),
    .executableTarget(
      name: "EchoService",
      dependencies: [
        "Afterglow",
        .product(name: "HTTPTypes", package: "swift-http-types"),
      ],
      path: "Tests/EchoService",
      swiftSettings: strict
    ),
    .executableTarget(
      name: "Examples",
      dependencies: [
        "Afterglow", "AfterglowAuth", "AfterglowJWT", "AfterglowServiceLifecycle", "AfterglowSessionAuth",
        "AfterglowSessions", "AfterglowSQLiteSessions", "AfterglowTemplates", "FastCGI",
        .product(name: "JWTKit", package: "jwt-kit"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      path: "Tests/Examples",
      exclude: ["Pages"],
      swiftSettings: strict
    ),
    .executableTarget(
      name: "LogService",
      dependencies: [
        "Afterglow", "AfterglowAuth", "AfterglowJWT", "FastCGI",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "JWTKit", package: "jwt-kit"),
        .product(name: "Logging", package: "swift-log"),
      ],
      path: "Tests/LogService",
      swiftSettings: strict
    ),
    .executableTarget(
      name: "Registration",
      dependencies: [
        "Afterglow", "AfterglowAuth",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "FastCGITests",
      dependencies: [
        "FastCGI", "AfterglowTesting", "Registration",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "AfterglowContentTests",
      dependencies: [
        "AfterglowContent", "AfterglowTesting",
        .product(name: "HTTPTypes", package: "swift-http-types"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "AfterglowTests",
      dependencies: [
        "Afterglow", "AfterglowTesting", "EchoService", "FastCGI", "LogService", "Registration",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Configuration", package: "swift-configuration"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "AfterglowAuthTests",
      dependencies: [
        "Afterglow", "AfterglowAuth", "AfterglowTesting",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "AfterglowJWTTests",
      dependencies: [
        "Afterglow", "AfterglowAuth", "AfterglowJWT", "AfterglowTesting",
        .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "JWTKit", package: "jwt-kit"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "AfterglowSessionsTests",
      dependencies: [
        "Afterglow", "AfterglowAuth", "AfterglowSessionAuth", "AfterglowSessions", "AfterglowTesting",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "AfterglowSQLiteSessionsTests",
      dependencies: [
        "Afterglow", "AfterglowSessions", "AfterglowSQLiteSessions", "AfterglowTesting",
        .product(name: "HTTPTypes", package: "swift-http-types"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "AfterglowTemplatesTests",
      dependencies: [
        "Afterglow", "AfterglowTemplates", "AfterglowTesting",
        .product(name: "HTTPTypes", package: "swift-http-types"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "AfterglowTestingTests",
      dependencies: [
        "Afterglow", "AfterglowTesting", "Registration",
        .product(name: "HTTPTypes", package: "swift-http-types"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ExamplesTests",
      dependencies: [
        "Board", "Examples", "Afterglow", "AfterglowAuth", "AfterglowSessions", "AfterglowTesting",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "JWTKit", package: "jwt-kit"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "RegistrationTests",
      dependencies: [
        "Registration", "Afterglow", "AfterglowAuth", "AfterglowTesting",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "WebServerTests",
      dependencies: [
        "AfterglowTesting", "EchoService", "Registration",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict),
  ]
)
