import AfterglowTesting
import Foundation
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// The real executable, run to its end with nothing on descriptor 0 to listen on.
enum RegistrationCommand {
  struct Ended {
    /// `nil` if a signal ended it.
    let code: Int32?
    let output: String
    let error: String
  }

  static func run(
    _ arguments: [String], environment: [Environment.Key: String] = [:], input: String = ""
  ) async throws -> Ended {
    let folder = try TemporaryFolder()
    // A file: a pipe to a process that doesn't read it would end the tests.
    try folder.write(input, to: "input")
    let descriptor = try FileDescriptor.open(FilePath(folder.path("input")), .readOnly)
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let executable = FilePath(tests).removingLastComponent().appending("Registration")
    let result = try await Subprocess.run(
      .path(executable), arguments: Arguments(arguments),
      environment: .inherit.updating(environment.mapValues { Optional($0) }),
      workingDirectory: FilePath(folder.path),
      input: .fileDescriptor(descriptor, closeAfterSpawningProcess: true), output: .string(limit: 100_000),
      error: .string(limit: 100_000)
    )
    guard case .exited(let code) = result.terminationStatus else {
      return Ended(code: nil, output: result.standardOutput, error: result.standardError)
    }
    return Ended(code: code, output: result.standardOutput, error: result.standardError)
  }
}
