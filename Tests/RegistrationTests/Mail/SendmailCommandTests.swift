import Testing

@testable import Registration

@Suite struct SendmailCommandTests {
  @Test(
    arguments: [
      ("/usr/sbin/sendmail", ["/usr/sbin/sendmail", "-t", "-i"]),
      ("/usr/bin/msmtp -C /etc/conf", ["/usr/bin/msmtp", "-C", "/etc/conf", "-t", "-i"]),
      ("  /a\t-b  c ", ["/a", "-b", "c", "-t", "-i"]),
      ("'/a b' \"it's\" x'y z'", ["/a b", "it's", "xy z", "-t", "-i"]),
      ("/a ''", ["/a", "", "-t", "-i"]), ("/a $HOME;b", ["/a", "$HOME;b", "-t", "-i"]),
    ])
  func readsACommandLine(_ line: String, as words: [String]) throws {
    let command = try SendmailCommand(parsing: line)
    #expect([command.executable] + command.allArguments == words)
  }

  @Test(arguments: ["", "  ", "sendmail -t", "/a 'b", "/a \"b'"])
  func refusesWhatItCannotRun(_ line: String) {
    #expect(throws: SendmailCommand.Invalid.self) { try SendmailCommand(parsing: line) }
  }
}
