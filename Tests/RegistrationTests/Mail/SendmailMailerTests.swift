import AfterglowTesting
import Foundation
import Testing

@testable import Registration

@Suite(.timeLimit(.minutes(1))) struct SendmailMailerTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test func handsOverTheExactBytes() async throws {
    let message = try EmailMessage.sample(subject: "Grüße", body: "Zürich\n.\nFrom here\n")
    try await mailer("cat > '\(folder.path)/message'").send(message)
    #expect(try folder.text("message") == message.text(lineEnding: .lineFeed))
  }

  @Test func appendsItsArgumentsToThoseOfTheCommand() async throws {
    try await mailer(
      "printf '%s|' \"$@\" > '\(folder.path)/arguments'; cat > /dev/null", arguments: "-C '/my conf'"
    )
    .send(.sample())
    #expect(try folder.text("arguments") == "-C|/my conf|-t|-i|")
  }

  @Test func handsOverMoreThanAPipeHolds() async throws {
    let message = try EmailMessage.sample(body: String(repeating: "0123456789\n", count: 100_000))
    try await mailer("cat > '\(folder.path)/message'").send(message)
    #expect(try folder.text("message") == message.text(lineEnding: .lineFeed))
  }

  @Test func reportsTheStatusAndWhatTheCommandSaid() async throws {
    let mailer = try mailer("echo 'no such user' >&2; exit 67")
    let error = await #expect(throws: SendmailError.self) { try await mailer.send(.sample()) }
    #expect(error == .exited(command: mailer.command, status: 67, output: "no such user\n"))
    #expect(error?.description.contains("no such user") == true)
  }

  @Test func keepsTheFirstKibibyteOfALongComplaint() async throws {
    let mailer = try mailer("head -c 300000 /dev/zero | tr '\\0' x >&2; exit 1")
    let error = await #expect(throws: SendmailError.self) { try await mailer.send(.sample()) }
    let output = String(repeating: "x", count: 1024)
    #expect(error == .exited(command: mailer.command, status: 1, output: output))
  }

  @Test func survivesACommandThatDoesNotRead() async throws {
    let mailer = try mailer("exit 75")
    let body = String(repeating: "0123456789\n", count: 100_000)
    let error = await #expect(throws: SendmailError.self) { try await mailer.send(.sample(body: body)) }
    #expect(error == .exited(command: mailer.command, status: 75, output: ""))
  }

  @Test func reportsTheSignalThatEndedTheCommand() async throws {
    let mailer = try mailer("kill -KILL $$")
    let error = await #expect(throws: SendmailError.self) { try await mailer.send(.sample()) }
    #expect(error == .signaled(command: mailer.command, signal: 9, output: ""))
  }

  @Test func killsACommandThatHangs() async throws {
    let limit = Duration.milliseconds(300)
    let mailer = try mailer("trap '' TERM; while :; do sleep 100; done", timeLimit: limit)
    let error = await #expect(throws: SendmailError.self) { try await mailer.send(.sample()) }
    #expect(error == .timedOut(command: mailer.command, limit: limit))
  }

  @Test func doesNotWaitForWhatTheCommandLeavesBehind() async throws {
    try await mailer("sleep 100 & echo $! > '\(folder.path)/pid'").send(.sample())
    let pid = try #require(pid_t(try folder.text("pid").dropLast()))
    #expect(kill(pid, SIGKILL) == 0)
  }

  @Test func isCancelledWithItsTask() async throws {
    let mailer = try mailer("exec sleep 100")
    let message = try EmailMessage.sample()
    let sending = Task { try await mailer.send(message) }
    sending.cancel()
    await #expect(throws: CancellationError.self) { try await sending.value }
  }

  @Test func killsWhatTheCommandHasStarted() async throws {
    let mailer = try mailer(
      "sleep 100 & echo $! > '\(folder.path)/new'; cd '\(folder.path)'; mv new pid; wait")
    let message = try EmailMessage.sample()
    let sending = Task { try await mailer.send(message) }
    while try !folder.names().contains("pid") { await Task.yield() }
    sending.cancel()
    await #expect(throws: CancellationError.self) { try await sending.value }
    let pid = try folder.text("pid").dropLast()
    // Its new parent may be slow to reap it: a zombie (Z) has been killed as well.
    while let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
      !status.contains(") Z ")
    { await Task.yield() }
  }

  @Test func keepsToTheFolderForTemporaryFilesAndNamesIt() async throws {
    try folder.write("cat >/dev/null", to: "script")
    let environment = ["REGISTRATION_SENDMAIL": "/bin/sh '\(folder.path("script"))'", "TMPDIR": "/nowhere"]
    try await SpawnedServer.run(executable: .product("Registration"), environment: environment) { server in
      _ = try await server.client.post(
        "/users", json: #"{"email":"ada@example.org","password":"lovelace"}"#)
      let line = try await server.waitForLogLine(containing: "Set TMPDIR")
      #expect(line.contains("put a message for the mail command into /nowhere/message-"))
    }
  }

  @Test func saysThatTheCommandIsMissing() async throws {
    let command = try SendmailCommand(parsing: folder.path("missing"))
    let error = await #expect(throws: SendmailError.self) {
      try await SendmailMailer(command: command).send(.sample())
    }
    #expect(error?.description.contains("Cannot start \(folder.path("missing")) -t -i") == true)
  }

  /// A mailer whose command is a shell script.
  private func mailer(_ script: String, arguments: String = "", timeLimit: Duration = .seconds(30)) throws
    -> SendmailMailer
  {
    try folder.write(script, to: "script")
    let command = try SendmailCommand(parsing: "/bin/sh '\(folder.path("script"))' \(arguments)")
    return SendmailMailer(command: command, timeLimit: timeLimit)
  }
}
