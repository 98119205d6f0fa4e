import Afterglow
import AfterglowTesting
import FoundationEssentials
import Testing

@testable import Examples

/// The page "Settings".
@Suite(.timeLimit(.minutes(1))) struct SettingsExampleTests {
  @Test func `a test gives settings of its own`() async throws {
    let settings = try Application.settings(
      arguments: [], environment: ["DATABASE_PATH": "/tmp/shop.sqlite", "MAIL_PASSWORD": "secret"])
    let client = try InProcessClient(settingsExample(settings))
    let text = await client.get("/settings").text
    #expect(text == #"{"hasPassword":true,"path":"/tmp/shop.sqlite","pool":4,"theme":"light"}"#)
  }

  @Test func `the service reads its settings from the command line, the environment and files`() async throws
  {
    let folder = try TemporaryFolder()
    try Data("secret\n".utf8).write(to: URL(filePath: folder.path("mail-password")))
    let file = #"{"database":{"path":"/srv/a","poolSize":8},"shop":{"theme":"dark"}}"#
    try Data(file.utf8).write(to: URL(filePath: folder.path("shop.json")))
    try await SpawnedServer.run(
      executable: .product("Examples"),
      arguments: ["Settings", "--config", folder.path("shop.json"), "--set", "database.path=/srv/b"],
      environment: ["MAIL_PASSWORD_FILE": folder.path("mail-password")]
    ) { server in
      let text = try await server.client.get("/settings").text
      #expect(text == #"{"hasPassword":true,"path":"/srv/b","pool":8,"theme":"dark"}"#)
    }
  }

  @Test(arguments: [
    (
      ["DATABASE_POOL_SIZE": "many"], 64,
      "The value 'many' is invalid for 'DATABASE_POOL_SIZE': use a whole number"
    ),
    (["DATABASE_POOL_SIZE": "500"], 64, "The value '500' is invalid for 'database.poolSize': use 1 to 100"),
    (["SHOP_THEME": "pink"], 64, "The value 'pink' is invalid for 'SHOP_THEME': "),
    (
      ["MAIL_PASSWORD": ""], 78,
      "The setting 'mail.password' is invalid: there is no value; set MAIL_PASSWORD, "
    ),
  ])
  func `an invalid or missing setting ends the start with a line that names it`(
    environment: [String: String], code: Int32, message: String
  ) async throws {
    let valid = ["DATABASE_PATH": "/srv/a", "MAIL_PASSWORD": "secret"]
    try await SpawnedServer.run(
      executable: .product("Examples"), arguments: ["Settings"],
      environment: valid.merging(environment) { $1 }
    ) { server in
      #expect(try await server.exitStatus() == .exited(code: code))
      let line = try await server.waitForLogLine(containing: "is invalid")
      #expect(line.contains(message), "\(line)")
    }
  }
}
