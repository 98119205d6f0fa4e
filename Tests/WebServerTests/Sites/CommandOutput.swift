import Subprocess
import Testing

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// What a command prints that ends well.
func output(of executable: String, _ arguments: [String]) async throws -> String {
  let result = try await Subprocess.run(
    .path(FilePath(executable)), arguments: Arguments(arguments), output: .string(limit: 65_536),
    error: .string(limit: 65_536))
  try #require(result.terminationStatus.isSuccess, "\(executable): \(result.standardError)")
  return result.standardOutput
}
