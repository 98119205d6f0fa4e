import AfterglowTesting
import HTTPTypes
import Subprocess
import Testing

/// Settings of the real executable: a file, secrets in files, and what is wrong with them.
@Suite(.timeLimit(.minutes(1))) struct RegistrationSettingsTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test func `a file sets options and the service's own settings`() async throws {
    let data = folder.path("data")
    try folder.write(
      #"{"afterglow":{"workers":3,"accessLog":true},"registration":{"data":"\#(data)"}}"#, to: "settings.json"
    )
    try await SpawnedServer.run(
      executable: .product("Registration"), arguments: ["--config", folder.path("settings.json")]
    ) { server in
      let line = try await server.waitForLogLine(containing: "Serving.")
      #expect(line.contains("workers=3"))
      let response = try await server.client.send(
        method: .put, target: "/files/a", body: [UInt8(ascii: "x")])
      #expect(response.status == .accepted)
      #expect(try folder.text("data/files/a") == "x")
    }
  }

  @Test(arguments: [[], ["--processes", "2"]])
  func `the processes of a manager read the file too`(arguments: [String]) async throws {
    try folder.write(#"{"afterglow":{"workers":3}}"#, to: "settings.json")
    try await SpawnedServer.run(
      executable: .product("Registration"), arguments: arguments,
      environment: ["AFTERGLOW_CONFIG": folder.path("settings.json")]
    ) { server in
      let line = try await server.waitForLogLine(containing: "Serving.")
      #expect(line.contains("workers=3"))
    }
  }

  @Test(arguments: [["check", "--listen", "unix:nobody.sock"], []])
  func `an invalid setting is named before the start, with the code 64`(arguments: [String]) async throws {
    let ended = try await RegistrationCommand.run(arguments, environment: ["AFTERGLOW_READ_TIMEOUT": "soon"])
    #expect(ended.code == 64)
    #expect(
      ended.error == """
        Registration: The value 'soon' is invalid for 'AFTERGLOW_READ_TIMEOUT': use seconds, or a number with ms, s or m behind it

        """)
  }

  @Test func `a file that can't be read is named with the reason, with the code 64`() async throws {
    let ended = try await RegistrationCommand.run(["--config", folder.path("none.json")])
    #expect(ended.code == 64)
    #expect(
      ended.error == """
        Registration: The value '\(folder.path("none.json"))' is invalid for '--config': the file can't be read: No such file or directory

        """)
  }

  @Test func `a secret's file that can't be read ends the start, though the setting has a default`()
    async throws
  {
    let ended = try await RegistrationCommand.run(
      [], environment: ["REGISTRATION_USERS_FILE": folder.path("none")])
    #expect(ended.code == 64)
    #expect(
      ended.error == """
        Registration: The value '\(folder.path("none"))' is invalid for 'REGISTRATION_USERS_FILE': the file can't be read: No such file or directory

        """)
  }

  @Test func `a setting of the command line counts`() async throws {
    let ended = try await RegistrationCommand.run(["routes", "--set", "registration.allowCrash=1"])
    #expect(ended.code == 0)
    #expect(ended.output.contains("/crash"))
  }
}
