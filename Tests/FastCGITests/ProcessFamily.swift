import AfterglowTesting
import FoundationEssentials

/// The processes of a spawned manager, as the system knows them.
extension SpawnedServer {
  /// The ids of the processes that the manager has started and that are still there.
  var processes: [Int32] {
    let path = "/proc/\(processIdentifier)/task"
    let threads = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return threads.flatMap { thread in
      let children = (try? String(contentsOfFile: "\(path)/\(thread)/children", encoding: .utf8)) ?? ""
      return children.split(separator: " ").compactMap { Int32($0) }
    }.filter { state(of: $0) != "Z" }
  }

  /// The memory that the manager's processes have resident, in KiB (proc(5): `VmRSS`), the one that has most of it.
  var residentMemory: Int { processes.map { statusNumber("VmRSS:", of: $0) }.max() ?? 0 }

  /// Waits until the manager has started every process and all of them serve.
  func waitUntilServing(processes count: Int) async throws {
    try await eventually("\(count) processes", within: .seconds(10)) {
      log.count { $0.contains("Serving.") && $0.contains("workers=") } > count
    }
  }

  private func state(of process: Int32) -> Substring? {
    let text = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
    return text.split(separator: ")").last?.split(separator: " ").first
  }

  private func statusNumber(_ key: String, of process: Int32) -> Int {
    let text = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix(key) }
    return line?.split(whereSeparator: { $0.isWhitespace }).dropFirst().first.flatMap { Int($0) } ?? 0
  }
}
