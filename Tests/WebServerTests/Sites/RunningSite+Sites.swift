import AfterglowTesting

extension RunningSite {
  /// Runs a closure with one of `nginx/sites` in front of the echo service.
  ///
  /// `folders` has what stands for other folders in the file, and `environment` is the service's.
  nonisolated(nonsending) static func nginx(
    _ site: String, replacing folders: [String: String] = [:], environment: [String: String] = [:],
    _ body: nonisolated(nonsending) (RunningSite) async throws -> Void
  ) async throws {
    try WebServer.nginxPlain.requireInstalled()
    try await SpawnedServer.run(
      executable: .product("EchoService"), arguments: ["--workers", "2"], environment: environment
    ) { application in
      try await NginxServer.run(
        site: .file("nginx/sites/\(site).conf", replacing: folders),
        passingTo: ["unix:" + ShippedFile.socket: application.address]
      ) { nginx in
        try await body(
          RunningSite(folder: application.folder, application: application, address: nginx.address))
      }
    }
  }

  /// How often the application has printed a line.
  func count(ofLine line: String) -> Int {
    application.log.count { $0 == line }
  }
}
