import Afterglow
import AfterglowAuth
import AfterglowTesting
import HTTPTypes
import Testing

/// A service with a route behind a guard, for Ada the editor and for Bob.
enum GuardedService {
  static let members = [
    "ada": Member(name: "ada", roles: ["editor"], permissions: ["orders:write"]), "bob": Member(name: "bob"),
  ]

  /// The answer to a user, by HTTP Basic; to nobody if there is no name.
  static func answer(to name: String?, behind guarding: any Guard) async throws -> InProcessExchange {
    let app = Application.authenticated(
      by: BasicAuthenticator<Member>(realm: "Test") { credentials, _ in members[credentials.userName] })
    app.include("/guarded", middleware: [guarding]) { $0.get { "inside" } }
    return try await InProcessClient(app).get(
      "/guarded", headers: name.map { .basic($0, "x") } ?? [:])
  }

  static func status(for name: String?, behind guarding: any Guard) async throws -> HTTPResponse.Status {
    try await answer(to: name, behind: guarding).status
  }
}

@Suite struct GuardTests {
  @Test func `RequireUser lets pass whoever is somebody`() async throws {
    #expect(try await GuardedService.answer(to: "bob", behind: RequireUser()).text == "inside")
  }

  @Test(
    arguments: [
      RequireUser(), RequireRole<Member>("editor"), RequirePermission<Member>("orders:write"),
      Require<Member> { _, _ in true }, AllOf(RequireUser(), RequireUser()),
      Not(RequireRole<Member>("editor")),
      AnyOf(RequireRole<Member>("editor"), RequireRole<Member>("author")),
    ] as [any Guard])
  func `Nobody is told to say who they are`(guarding: any Guard) async throws {
    let exchange = try await GuardedService.answer(to: nil, behind: guarding)
    #expect(exchange.status == .unauthorized)
    #expect(exchange.headers[.wwwAuthenticate] == #"Basic realm="Test", charset="UTF-8""#)
    #expect(exchange.text == #"{"detail":"Authentication is required."}"#)
  }

  @Test func `Require asks its condition`() async throws {
    let isAda = Require<Member> { member, request in member.name == "ada" && request.path == "/guarded" }
    #expect(try await GuardedService.status(for: "ada", behind: isAda) == .ok)
    #expect(try await GuardedService.status(for: "bob", behind: isAda) == .forbidden)
  }

  @Test func `Users of another type may not`() async throws {
    let guarding = Require<Int> { _, _ in true }
    #expect(try await GuardedService.status(for: "ada", behind: guarding) == .forbidden)
  }

  @Test func `RequireRole lets pass those that have the role`() async throws {
    let guarding = RequireRole<Member>("editor")
    #expect(try await GuardedService.status(for: "ada", behind: guarding) == .ok)
    #expect(try await GuardedService.status(for: "bob", behind: guarding) == .forbidden)
  }

  @Test func `RequirePermission lets pass those that have the permission`() async throws {
    let guarding = RequirePermission<Member>("orders:write")
    #expect(try await GuardedService.status(for: "ada", behind: guarding) == .ok)
    #expect(try await GuardedService.status(for: "bob", behind: guarding) == .forbidden)
  }

  @Test func `Who may not is told no way to say who they are`() async throws {
    let exchange = try await GuardedService.answer(
      to: "bob", behind: RequirePermission<Member>("orders:write"))
    #expect(exchange.headers[.wwwAuthenticate] == nil)
    #expect(exchange.text == #"{"detail":"Forbidden"}"#)
  }

  @Test func `A guard of one's own says why`() async throws {
    struct Closed: Guard {
      func check(_ request: Request) -> GuardVerdict { .forbidden(detail: "Come back on Monday.") }
    }
    let exchange = try await GuardedService.answer(to: "ada", behind: Closed())
    #expect(exchange.text == #"{"detail":"Come back on Monday."}"#)
  }

  @Test func `A condition that throws lets nobody pass`() async throws {
    let guarding = Require<Member> { _, _ in throw HTTPError(.serviceUnavailable) }
    #expect(try await GuardedService.status(for: "ada", behind: guarding) == .serviceUnavailable)
  }

  @Test func `A guard where nothing looks for users is a mistake of the program's, and not open`()
    async throws
  {
    let app = Application.authenticated()
    app.include("/guarded", middleware: [RequireUser()]) { $0.get { "inside" } }
    #expect(try await InProcessClient(app).get("/guarded").status == .internalServerError)
  }
}
