import FoundationEssentials

func fileExists(_ path: String) -> Bool {
  FileManager.default.fileExists(atPath: path)
}

/// Whether a process exists that is not a zombie.
func isRunning(_ identifier: String) -> Bool {
  let path = "/proc/\(identifier)/stat"
  guard let status = try? String(contentsOfFile: path, encoding: .utf8) else { return false }
  return status.split(separator: ")").last?.contains(" Z ") == false
}
