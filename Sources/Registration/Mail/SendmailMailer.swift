import FoundationEssentials
import Glibc
import Subprocess
import SystemPackage

/// A mailer that hands each message to a `sendmail` compatible command, which every mail server installs.
struct SendmailMailer: Mailer, Hashable {
  let command: SendmailCommand
  /// The time that the command may take for one message; 30 seconds by default.
  let timeLimit: Duration

  init(command: SendmailCommand, timeLimit: Duration = .seconds(30)) {
    self.command = command
    self.timeLimit = timeLimit
  }

  /// Runs the command with the message on its standard input and waits until it exits.
  ///
  /// - Throws: `SendmailError` if the command doesn't accept the message within `timeLimit`; `FileError` if the message
  ///   can't be put into a temporary file; `CancellationError` if the task is cancelled, in which case the command and
  ///   the processes that it has started are killed.
  func send(_ message: EmailMessage) async throws {
    let input = try Self.descriptor(holding: message.text(lineEnding: .lineFeed))
    guard let (status, output) = try await outcome(input: input) else {
      throw SendmailError.timedOut(command: command, limit: timeLimit)
    }
    guard !status.isSuccess else { return }
    // A cancelled command has been killed, so its status says nothing.
    try Task.checkCancellation()
    switch status {
    case .exited(let status):
      throw SendmailError.exited(command: command, status: status, output: output)
    case .signaled(let signal):
      throw SendmailError.signaled(command: command, signal: signal, output: output)
    }
  }

  /// Returns the command's status and the start of its standard error; `nil` if it was killed at the time limit.
  private func outcome(input: FileDescriptor) async throws -> (TerminationStatus, String)? {
    try await withThrowingTaskGroup(of: (TerminationStatus, String)?.self) { group in
      defer { group.cancelAll() }
      group.addTask { try await run(input: input) }
      group.addTask {
        try await Task.sleep(for: timeLimit)
        return nil
      }
      return try await group.next() ?? nil
    }
  }

  private func run(input: FileDescriptor) async throws -> (TerminationStatus, String) {
    var options = PlatformOptions()
    // A separate session, so that processes started by the command are killed with it.
    options.createSession = true
    options.teardownSequence = [
      .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(1))
    ]
    do {
      let result = try await Subprocess.run(
        .path(FilePath(command.executable)), arguments: Arguments(command.allArguments),
        platformOptions: options, input: .fileDescriptor(input, closeAfterSpawningProcess: true),
        output: .discarded, error: .sequence
      ) { try await Self.start(of: $0.standardError) }
      return (result.terminationStatus, result.closureResult)
    } catch let error as SubprocessError {
      throw SendmailError.notStarted(command: command, reason: error.description)
    }
  }

  /// Returns the first 1024 bytes of a stream, and reads it to its end so that the command never waits for a reader.
  private static func start(of stream: SubprocessOutputSequence) async throws -> String {
    var bytes: [UInt8] = []
    for try await buffer in stream {
      buffer.withUnsafeBytes { bytes += $0.prefix(1024 - bytes.count) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Returns the descriptor of a nameless file with the text.
  ///
  /// With a pipe, the command would take half a message for a whole one if this process died while writing, and a
  /// command that doesn't read would cause SIGPIPE.
  private static func descriptor(holding text: String) throws -> FileDescriptor {
    let path = FilePath(FileManager.default.temporaryDirectory.path)
      .appending("message-\(UUID().uuidString.lowercased())")
    let advice = "Set TMPDIR to a folder that the service may write to, with space left."
    return try FileError.wrapping("put a message for the mail command into", path.string, advice: advice) {
      let file = try FileDescriptor.open(
        path, .readWrite, options: [.create, .exclusiveCreate, .closeOnExec], permissions: .ownerReadWrite)
      unlink(path.string)
      do {
        try file.writeAll(text.utf8)
        try file.seek(offset: 0, from: .start)
      } catch {
        try? file.close()
        throw error
      }
      return file
    }
  }
}
