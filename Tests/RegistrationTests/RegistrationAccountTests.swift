import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import Subprocess
import Testing

@testable import Registration

@Suite(.timeLimit(.minutes(1))) struct RegistrationAccountTests {
  /// `Basic` with a user name and password.
  private func basic(_ user: String, _ password: String) -> HTTPFields {
    [.authorization: "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()]
  }

  @Test func `the user of development is told who it is`() async throws {
    try await SpawnedServer.run(executable: .product("Registration")) { server in
      let response = try await server.client.get("/me", headers: basic("ada@example.org", "lovelace"))
      #expect(response.status == .ok)
      #expect(response.text == #"{"email":"ada@example.org"}"#)
    }
  }

  @Test(arguments: [
    "", "Basic", "Basic !!!", "Basic YWRh", "Bearer x", "Basic YWRhQGV4YW1wbGUub3JnOmx1bGxhYnk=",
  ])
  func `without the right credentials it is a 401 that says how`(authorization: String) async throws {
    try await SpawnedServer.run(executable: .product("Registration")) { server in
      let headers: HTTPFields = authorization.isEmpty ? [:] : [.authorization: authorization]
      for (method, target) in [(HTTPRequest.Method.get, "/me"), (.post, "/me/notify")] {
        let response = try await server.client.send(method: method, target: target, headers: headers)
        #expect(response.status == .unauthorized)
        #expect(response.headers[.wwwAuthenticate] == #"Basic realm="Registration", charset="UTF-8""#)
      }
    }
  }

  @Test func `whoever asks to be notified gets an e-mail after the response`() async throws {
    try await SpawnedServer.run(executable: .product("Registration")) { server in
      let response = try await server.client.send(
        method: .post, target: "/me/notify", headers: basic("ada@example.org", "lovelace"))
      #expect(response.status == .accepted)
      #expect(response.text == #"{"message":"Email sent"}"#)
      let outbox = server.folder + "/data/outbox"
      let message = try await eventually("the message") {
        try FileManager.default.contentsOfDirectory(atPath: outbox).first { $0.hasSuffix(".eml") }
      }
      let text = try String(contentsOfFile: outbox + "/" + message, encoding: .utf8)
      #expect(text.contains("To: ada@example.org"))
    }
  }

  @Test func `a file of users takes the place of the one for development`() throws {
    let file = try UsersFile(
      #"{"grace@example.org": "$pbkdf2-sha256$i=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA"}"#)
    let book = try AccountBook(path: file.path)
    #expect(book.account("grace@example.org")?.user == Account(email: "grace@example.org"))
    #expect(book.account("ada@example.org") == nil)
  }

  @Test(arguments: [
    ("{", "data"), (#"{"a": 1}"#, "a: "), (#"{"a": "$md5$x"}"#, "a: "), ("[]", "Expected"),
  ])
  func `a file that is something else says what and what to do`(text: String, reason: String) throws {
    let file = try UsersFile(text)
    let error = #expect(throws: AccountFileError.self) { try AccountBook(path: file.path) }
    #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
    #expect(error?.description.contains("Name a JSON file") == true)
  }

  @Test func `a service whose users can't be read doesn't start`() async throws {
    let ended = try await RegistrationCommand.run(
      ["--listen", "tcp:127.0.0.1:0"], environment: ["REGISTRATION_USERS": "/nowhere/users.json"])
    #expect(ended.code == 78)
    #expect(ended.error.contains(#"REGISTRATION_USERS="/nowhere/users.json": it can't be read."#))
  }
}

/// A file with a text, for as long as this is there.
private final class UsersFile {
  let path = FileManager.default.temporaryDirectory.path + "/users-\(UUID().uuidString).json"

  init(_ text: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
