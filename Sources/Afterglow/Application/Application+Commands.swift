import Synchronization

extension Application {
  /// Adds a command to the application's command line, such as a task for an administrator.
  ///
  ///     app.command("migrate", "Bring the database up to date and exit.") { _ in try await Database.migrate() }
  ///
  /// The command runs if its name is the first argument. Nothing listens then, the values that are provided per
  /// application aren't built, and the actions of `onStartup` don't run. If the command throws, the error is printed as
  /// one line on standard error. The exit code is 64 for ``CommandUsageError`` and 1 for any other error.
  ///
  /// - Parameters:
  ///   - name: the name of the command: lower-case letters and hyphens, different from the other commands' names.
  ///   - abstract: a line for `--help` that says what the command does.
  ///   - run: the closure that carries the command out, called with the arguments after the name.
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

/// A command that an application adds to its command line.
struct NamedCommand: Sendable {
  let name: String
  let abstract: String
  let run: @Sendable ([String]) async throws -> Void
}

/// The error of a command that was called with wrong arguments: one line on standard error and the exit code 64.
public struct CommandUsageError: Error, Hashable, CustomStringConvertible {
  /// A line that says what is wrong and what to do.
  public let description: String

  /// Creates an error with a line for standard error.
  public init(_ description: String) { self.description = description }
}
