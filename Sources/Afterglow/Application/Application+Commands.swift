import Synchronization

extension Application {
  /// Adds a command to the application's command line, for what an administrator does with the executable besides
  /// serving.
  ///
  ///     app.command("migrate", "Bring the database up to date and exit.") { _ in try await Database.migrate() }
  ///
  /// It is carried out when it is the first argument, in place of everything else: nothing listens, and what is provided
  /// or to be done at the start isn't. If it throws, the error is one line on standard error and the exit code is 1.
  ///
  /// - Parameters:
  ///   - name: what it is called by; lower-case letters and hyphens, and none that there is.
  ///   - abstract: what it does, in a line for `--help`.
  ///   - run: does it, with the arguments behind its name.
  public func command(
    _ name: String, _ abstract: String,
    _ run: @escaping @Sendable (_ arguments: [String]) async throws -> Void
  ) {
    precondition(
      name.wholeMatch(of: /[a-z]+(-[a-z]+)*/) != nil,
      "a command's name is lower-case letters and hyphens: \(name)")
    commands.withLock { commands in
      let taken = ["routes", "check", "help"] + commands.map(\.name)
      precondition(!taken.contains(name), "there is a command of that name already: \(name)")
      commands.append(NamedCommand(name: name, abstract: abstract, run: run))
    }
  }
}
