import Afterglow

#if canImport(Glibc)
  import Glibc
#endif

extension Application {
  /// Adds the command `hash-password`, which hashes a password for a file or table of users.
  ///
  ///     Service hash-password
  ///
  /// It asks for the password on the terminal without showing it, or reads the first line of standard input, and prints
  /// the hash in the PHC string format. The password is not an argument, since every user of the machine can see
  /// arguments.
  ///
  /// - Parameter passwords: the hasher; pass the authenticator's, so that the hashes need no rehash.
  public func addHashPasswordCommand(_ passwords: PasswordHasher = PasswordHasher()) {
    command("hash-password", "Print the hash of a password, which is read from standard input.") {
      arguments in
      guard arguments.isEmpty else {
        throw CommandUsageError(
          "hash-password takes no arguments; it reads the password from standard input.")
      }
      print(try passwords.hash(try PasswordInput.read()).phcString)
    }
  }
}

/// The password that is typed or piped in.
enum PasswordInput {
  /// Reads the password.
  ///
  /// - Throws: `CommandUsageError` if there is none, or if HTTP Basic can't carry it.
  static func read() throws(CommandUsageError) -> String {
    guard let password = isatty(STDIN_FILENO) == 1 ? ask() : readLine(), !password.isEmpty else {
      throw CommandUsageError("hash-password: there is no password on standard input.")
    }
    // RFC 7617, section 2.
    guard password.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
      throw CommandUsageError("hash-password: the password has control characters, which no client can send.")
    }
    // Invalid UTF-8 has been replaced by this character, so the hash would not match what a client sends.
    guard !password.unicodeScalars.contains("\u{FFFD}") else {
      throw CommandUsageError("hash-password: the password is not valid UTF-8.")
    }
    return password
  }

  private static func ask() -> String? {
    writePrompt("Password: ")
    defer { writePrompt("\n") }
    return withoutEcho { readLine() }
  }

  /// Writes to standard error, since standard output is for the hash alone.
  private static func writePrompt(_ text: String) {
    _ = write(STDERR_FILENO, text, text.utf8.count)
  }

  private static func withoutEcho<Value>(_ body: () -> Value) -> Value {
    var usual = termios()
    guard tcgetattr(STDIN_FILENO, &usual) == 0 else { return body() }
    var silent = usual
    silent.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
    defer { tcsetattr(STDIN_FILENO, TCSAFLUSH, &usual) }
    return body()
  }
}
