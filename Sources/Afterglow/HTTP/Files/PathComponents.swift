/// A path as the operating system and web servers read it: in bytes.
///
/// A slash with a combining character behind it is no slash to `Character`, and a separator to everyone else.
enum PathComponents {
  /// What stands between the slashes; the empty ones are there as well.
  static func split(_ path: String) -> [String] {
    path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map {
      String(Substring($0))
    }
  }

  /// What of a path comes behind a folder's, which ends in a slash; `nil` if the path is not within it.
  static func remainder(of path: String, within folder: String) -> String? {
    guard path.utf8.starts(with: folder.utf8) else { return nil }
    return String(Substring(path.utf8.dropFirst(folder.utf8.count)))
  }
}
