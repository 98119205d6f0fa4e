import Afterglow
import AfterglowAuth
import AfterglowSessions
import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import Testing

@testable import Board

extension ServerMode {
  /// The board in the test's own process, with passwords that cost little, and as a process.
  fileprivate static let boards: [ServerMode] = [.inProcess(boardWithFolder()), .board]

  fileprivate static let board = board(environment: ["BOARD_TRIAL": "1"])

  /// The board as a process.
  static func board(environment: [String: String] = [:]) -> ServerMode {
    let secret = ["BOARD_SECRET": String(repeating: "0f", count: 32)]
    return .spawned(.product("Board"), environment: secret.merging(environment) { $1 })
  }
}

/// A board with a folder of its own, which goes with it.
private func boardWithFolder() -> Application {
  let folder = PictureFolder()
  let app = boardApplication(
    secrets: [.random()], pictures: FileFolder(folder.path),
    members: Members(
      passwords: PasswordChecker(
        PasswordHasher(.scrypt(costExponent: 4, blockSize: 8, parallelism: 1)),
        limits: PasswordLimits(checksAtOnce: 100))))
  app.beforeRequest { _ in withExtendedLifetime(folder) {} }
  return app
}

private final class PictureFolder: Sendable {
  let path = "\(FileManager.default.temporaryDirectory.path)/board-\(UUID().uuidString)"

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// What holds for the board in the test's own process, and as a process.
@Suite(.timeLimit(.minutes(3))) struct BoardTests {
  @Test(arguments: ServerMode.boards)
  func `Who signs up is welcomed after the response`(mode: ServerMode) async throws {
    try await TestServer.run(mode) { server in
      let response = try await BoardMember(server).signUp("ada")
      #expect(response.status == .created)
      #expect(response.text == #"{"name":"ada"}"#)
      #expect(try await server.backgroundTasksFinished().map(\.name) == ["welcome"])
    }
  }

  @Test(arguments: ServerMode.boards)
  func `A form is told everything that is wrong with it`(mode: ServerMode) async throws {
    try await TestServer.run(mode) { server in
      let response = try await BoardMember(server).send(
        .post, "/members", json: ["name": "A", "email": "nobody", "password": "short"])
      #expect(response.status == .badRequest)
      for field in ["name", "email", "password"] { #expect(response.text.contains(#""loc":["\#(field)"]"#)) }
      #expect(try await server.backgroundTasksFinished().isEmpty)
    }
  }

  @Test(arguments: ServerMode.boards)
  func `A name is one member's`(mode: ServerMode) async throws {
    try await TestServer.run(mode) { server in
      try await BoardMember(server).signUp("ada")
      let response = try await BoardMember(server).signUp("ada")
      #expect(response.status == .conflict)
    }
  }

  @Test(arguments: ServerMode.boards)
  func `Strangers see nothing`(mode: ServerMode) async throws {
    try await TestServer.run(mode) { server in
      for path in ["/notices", "/notices/1", "/notices/events", "/notices/1/picture"] {
        let response = try await server.get(path)
        #expect(response.status == .unauthorized)
        #expect(response.headers[.wwwAuthenticate] == #"Session realm="Board""#)
      }
    }
  }

  @Test(arguments: ServerMode.boards)
  func `A wrong password logs nobody in`(mode: ServerMode) async throws {
    try await TestServer.run(mode) { server in
      let ada = BoardMember(server)
      try await ada.signUp("ada")
      let login = try await ada.send(.post, "/login", json: ["name": "ada", "password": "babbage"])
      #expect(login.status == .unauthorized)
      #expect(try await ada.get("/notices").status == .unauthorized)
    }
  }

  @Test(arguments: ServerMode.boards)
  func `A notice is there for all, with its tasks in order`(mode: ServerMode) async throws {
    try await TestServer.run(mode) { server in
      let ada = try await BoardMember.loggedIn("ada", to: server)
      try await server.backgroundTasksFinished()
      let placed = try await ada.place("Cake", tags: ["food"])
      #expect(placed.status == .created)
      #expect(
        placed.text
          == #"{"author":"ada","id":1,"tags":["food"],"text":"In the kitchen.","title":"Cake"}"#)
      #expect(try await server.backgroundTasksFinished().map(\.name) == ["count", "receipt", "index"])
      let bob = try await BoardMember.loggedIn("bob", to: server)
      #expect(try await bob.get("/notices?tag=food").json(as: [Notice].self).map(\.title) == ["Cake"])
      #expect(try await bob.get("/notices?tag=drink").text == "[]")
      #expect(try await bob.get("/notices/1").json(as: Notice.self).author == "ada")
    }
  }

  @Test(arguments: ServerMode.boards)
  func `A query is checked, too`(mode: ServerMode) async throws {
    try await TestServer.run(mode) { server in
      let ada = try await BoardMember.loggedIn("ada", to: server)
      let response = try await ada.get("/notices?count=0")
      #expect(response.status == .badRequest)
      #expect(response.text.contains(#""loc":["count"]"#))
    }
  }

  @Test(arguments: ServerMode.boards)
  func `A notice that there isn't is a 404 of the service's own`(mode: ServerMode) async throws {
    try await TestServer.run(mode) { server in
      let response = try await BoardMember.loggedIn("ada", to: server).get("/notices/7")
      #expect(response.status == .notFound)
      #expect(response.text == #"{"detail":"There is no notice 7."}"#)
    }
  }

  @Test(arguments: ServerMode.boards)
  func `A picture is kept, and thumbnailed after the response`(mode: ServerMode) async throws {
    try await TestServer.run(mode) { server in
      let ada = try await BoardMember.loggedIn("ada", to: server)
      try await ada.place("Cake")
      try await server.backgroundTasksFinished()
      let picture = String(repeating: "cake ", count: 30_000)
      let upload = try await ada.upload(picture, to: "/notices/1/picture")
      #expect(upload.status == .accepted)
      #expect(upload.text == #"{"bytes":150000}"#)
      #expect(try await server.backgroundTasksFinished().map(\.hasSucceeded) == [true])
      let download = try await ada.get("/notices/1/picture")
      let isWhole = download.text == picture
      #expect(isWhole)
      #expect(download.headers[.contentDisposition] == "attachment")
    }
  }

  @Test(arguments: ServerMode.boards)
  func `A picture of somebody else's notice is refused`(mode: ServerMode) async throws {
    try await TestServer.run(mode) { server in
      try await BoardMember.loggedIn("ada", to: server).place("Cake")
      let bob = try await BoardMember.loggedIn("bob", to: server)
      #expect(try await bob.upload("x", to: "/notices/1/picture").status == .forbidden)
    }
  }

  @Test(arguments: ServerMode.boards)
  func `Moderators take notices down, and their authors are told`(mode: ServerMode) async throws {
    try await TestServer.run(mode) { server in
      let ada = try await BoardMember.loggedIn("ada", to: server)
      let bob = try await BoardMember.loggedIn("bob", to: server)
      try await bob.place("Spam")
      try await server.backgroundTasksFinished()
      #expect(try await bob.send(.delete, "/notices/1").status == .forbidden)
      #expect(try await ada.send(.delete, "/notices/1").status == .noContent)
      #expect(try await server.backgroundTasksFinished().map(\.name) == ["taken down"])
      #expect(try await ada.get("/notices/1").status == .notFound)
    }
  }

  @Test(arguments: ServerMode.boards)
  func `Who logs out sees nothing any more`(mode: ServerMode) async throws {
    try await TestServer.run(mode) { server in
      let ada = try await BoardMember.loggedIn("ada", to: server)
      #expect(try await ada.send(.post, "/logout").status == .noContent)
      #expect(try await ada.get("/notices").status == .unauthorized)
    }
  }

  @Test(arguments: ServerMode.boards)
  func `Another site can place nothing in a member's name`(mode: ServerMode) async throws {
    try await TestServer.run(mode) { server in
      let ada = try await BoardMember.loggedIn("ada", to: server)
      let forged = try await ada.cookies.send(.post, "/notices", form: "title=Spam&text=Spam")
      #expect(forged.status == .forbidden)
    }
  }
}
