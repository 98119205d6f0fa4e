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
        #expect(response.headers[.contentType] == "application/json")
        #expect(response.text.hasPrefix(#"{"detail":""#))
      }
    }
  }

  @Test func `who guesses passwords is refused for a while, and nobody else is`() async throws {
    let file = try UsersFile(
      #"{"grace@example.org": "$pbkdf2-sha256$i=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA"}"#)
    try await SpawnedServer.run(
      executable: .product("Registration"), environment: ["REGISTRATION_USERS": file.path]
    ) { server in
      let guess = basic("grace@example.org", "hopper")
      var wrong = 0
      var response = try await server.client.get("/me", headers: guess)
      while response.status == .unauthorized, wrong < 100 {
        wrong += 1
        response = try await server.client.get("/me", headers: guess)
      }
      #expect(wrong >= 10)
      #expect(response.status == .tooManyRequests)
      #expect(response.headers[.retryAfter] != nil)
      #expect(try await server.client.get("/me").status == .unauthorized)
      #expect(try await server.client.get("/").text == "Hello, world!")
    }
  }

  @Test func `whoever asks to be notified gets an e-mail after the response`() async throws {
    try await SpawnedServer.run(executable: .product("Registration")) { server in
      let response = try await server.client.send(
        method: .post, target: "/me/notify", headers: basic("ada@example.org", "lovelace"))
      #expect(response.status == .accepted)
      #expect(response.text == #"{"message":"Email sent"}"#)
      let message = try await eventually("the message") { try server.outbox().first }
      #expect(message.contains("To: ada@example.org\r\n"))
      #expect(message.contains("You asked to be notified."))
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
    let line =
      #"Registration: The start failed: REGISTRATION_USERS="/nowhere/users.json": it can't be read. Name a"#
    #expect(ended.error.hasPrefix(line))
    #expect(ended.error.filter(\.isNewline).count == 1)
  }

  @Test func `a hash of the command hash-password is a user's in the file of users`() async throws {
    let made = try await RegistrationCommand.run(["hash-password"], input: "bäbbage\n")
    #expect(made.code == 0)
    #expect(made.error.isEmpty)
    let hash = try #require(made.output.wholeMatch(of: /(\$scrypt\S+)\n/)?.1)
    let file = try UsersFile(#"{"charles@example.org": "\#(hash)"}"#)
    try await SpawnedServer.run(
      executable: .product("Registration"), environment: ["REGISTRATION_USERS": file.path]
    ) { server in
      let charles = try await server.client.get("/me", headers: basic("charles@example.org", "bäbbage"))
      #expect(charles.text == #"{"email":"charles@example.org"}"#)
      let ada = try await server.client.get("/me", headers: basic("ada@example.org", "lovelace"))
      #expect(ada.status == .unauthorized)
      let notify = try await server.client.send(
        method: .post, target: "/me/notify", headers: basic("charles@example.org", "bäbbage"))
      #expect(notify.status == .accepted)
      let messages = try await eventually("the message") { try server.outbox().first }
      #expect(messages.contains("To: charles@example.org\r\n"))
    }
  }

  @Test func `the command hash-password takes no password that everybody could see`() async throws {
    let ended = try await RegistrationCommand.run(["hash-password", "babbage"], input: "babbage\n")
    #expect(ended.code == 64)
    #expect(ended.output.isEmpty)
    #expect(
      ended.error == """
        Registration: hash-password takes no arguments; it reads the password from standard input.

        """)
  }

  @Test(arguments: ["", "\n", "tab\there\n", "not UTF-8: \u{FFFD}\n"])
  func `the command hash-password says what is wrong with the password, with the code 64`(input: String)
    async throws
  {
    let ended = try await RegistrationCommand.run(["hash-password"], input: input)
    #expect(ended.code == 64)
    #expect(ended.output.isEmpty)
    #expect(ended.error.hasPrefix("Registration: hash-password: "))
  }

  @Test func `the help has the command hash-password`() async throws {
    let ended = try await RegistrationCommand.run(["--help"])
    #expect(ended.output.contains("Registration hash-password: "))
  }

  @Test func `without a file of users the log says so`() async throws {
    try await SpawnedServer.run(executable: .product("Registration")) { server in
      _ = try await server.waitForLogLine(containing: "REGISTRATION_USERS is not set: there is one user")
    }
  }
}

/// A file with a text, for as long as this is there.
private final class UsersFile {
  private let folder: TemporaryFolder
  var path: String { folder.path("users.json") }

  init(_ text: String) throws {
    folder = try TemporaryFolder()
    try Data(text.utf8).write(to: URL(filePath: path))
  }
}
