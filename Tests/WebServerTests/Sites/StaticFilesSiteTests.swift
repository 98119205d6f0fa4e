import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import Testing

@testable import EchoService

/// The site `nginx/sites/static-files.conf`.
@Suite(.timeLimit(.minutes(1))) struct StaticFilesSiteTests {
  private static let secret = "nobody may see this"

  /// A folder with what is public, what the application hands out, and what nobody may see.
  ///
  /// `handingOut` has the folder that the application looks into; nginx's is always `files`.
  private func withSite(
    handingOut applicationFolder: String = "files",
    _ body: nonisolated(nonsending) (RunningSite) async throws -> Void
  ) async throws {
    let folder = try TemporaryFolder(isReachable: true)
    let path = folder.path
    for name in ["public/css", "public/.git", "files", "before"] {
      try FileManager.default.createDirectory(
        atPath: "\(path)/\(name)", withIntermediateDirectories: true)
    }
    try write("a {}", to: "\(path)/public/css/site.css")
    for name in ["secret", "public/.env", "public/.git/config", "files/.hidden"] {
      try write(Self.secret, to: "\(path)/\(name)")
    }
    try write(String(repeating: "0123456789", count: 100_000), to: "\(path)/files/report 1.txt")
    try write("a file", to: "\(path)/before/changed.txt")
    for name in ["public/link", "files/changed.txt"] {
      try FileManager.default.createSymbolicLink(
        atPath: "\(path)/\(name)", withDestinationPath: "\(path)/secret")
    }
    let folders = [
      "/srv/registration/public": "\(path)/public", "/var/lib/registration/files": "\(path)/files",
    ]
    let environment = ["ECHO_FILES": "\(path)/\(applicationFolder)", "AFTERGLOW_ACCESS_LOG": "1"]
    try await RunningSite.nginx("static-files", replacing: folders, environment: environment, body)
  }

  private func write(_ text: String, to path: String) throws {
    try text.write(toFile: path, atomically: false, encoding: .utf8)
  }

  @Test func `nginx answers what is a file, and the application everything else`() async throws {
    try await withSite { site in
      let file = try await site.send(.get, "/css/site.css")
      #expect(file.text == "a {}")
      #expect(file.headers[.cacheControl] == "max-age=3600")
      let echo = try await site.send(.get, "/echo/css/site.css?x=%2F")
      #expect(try echo.echo().path == "/echo/css/site.css")
      #expect(try echo.echo().query == "x=%2F")
      #expect(echo.headers[.cacheControl] == nil)
      #expect(try await site.send(.post, "/body", body: [1, 2]).body == [1, 2])
      // A folder is the application's as well.
      #expect(try await site.send(.get, "/css/").text.contains("detail"))
      #expect(!site.application.log.contains { $0.contains("path=/css/site.css") })
    }
  }

  @Test(
    arguments: [
      "/../secret", "/%2e%2e/secret", "/..%2fsecret", "/css/../../secret", "/.env", "/.git/config", "/link",
      "/internal-files/.hidden", "/internal-files../secret", "/downloads/..%2Fsecret", "/downloads/.hidden",
    ])
  func `nothing outside of the folders is sent, and nothing hidden in them`(target: String) async throws {
    try await withSite { site in
      let response = try await site.send(.get, target)
      #expect([400, 403, 404].contains(response.status.code))
      #expect(!response.text.contains(Self.secret))
    }
  }

  @Test func `nginx sends the file that the application names`() async throws {
    try await withSite { site in
      let response = try await site.send(.get, "/downloads/report%201.txt")
      #expect(response.status == .ok)
      #expect(response.body.count == 1_000_000)
      #expect(response.headers[.contentType]?.hasPrefix("text/plain") == true)
      #expect(response.headers[.xContentTypeOptions] == "nosniff")
      let line = try await site.application.waitForLogLine(containing: "path=/downloads/report%201.txt")
      // The head of a response is all that the application has sent.
      let bytes = try #require(line.firstMatch(of: /bytes=(\d+)/)).1
      #expect(Int(bytes) ?? .max < 1000)
      let id = try #require(response.headers[.requestID])
      #expect(line.contains("request-id=\(id)"))
    }
  }

  @Test func `nginx follows no symbolic link that was a file when the application looked`() async throws {
    try await withSite(handingOut: "before") { site in
      let response = try await site.send(.get, "/downloads/changed.txt")
      // It would be 404 if the application had refused it.
      #expect(response.status == .forbidden)
      #expect(!response.text.contains(Self.secret))
    }
  }

  @Test func `a part of the file that the application names can be had`() async throws {
    try await withSite { site in
      let response = try await site.send(
        .get, "/downloads/report%201.txt", headers: [.range: "bytes=5-8"])
      #expect(response.status == .partialContent)
      #expect(response.text == "5678")
    }
  }

  @Test func `a client can't have the file without the application`() async throws {
    try await withSite { site in
      let response = try await site.send(.get, "/internal-files/report%201.txt")
      #expect(response.status == .notFound)
    }
  }
}
