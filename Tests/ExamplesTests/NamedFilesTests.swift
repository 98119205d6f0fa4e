import FoundationEssentials
import Testing

/// The pages for readers of the code name files and folders that exist.
@Suite struct NamedFilesTests {
  private static let sources = GuidePage.repository + "/Sources"

  @Test(arguments: ["LifeOfARequest", "WorkingOnAfterglow"])
  func `Each file that the page names exists`(page: String) throws {
    let names = try Self.names(onPage: page)
    #expect(names.count > 20)
    for name in names { #expect(try Self.exists(name), "\(name)") }
  }

  @Test(arguments: ["Afterglow", "FastCGI"])
  func `Each folder of the target has its line`(target: String) throws {
    let lines = try Self.text(ofPage: "LifeOfARequest").split(separator: "\n")
    let folders = try FileManager.default.contentsOfDirectory(atPath: "\(Self.sources)/\(target)")
      .filter { !$0.contains(".") }
    #expect(folders.count > 5)
    for folder in folders { #expect(lines.contains { $0.contains("| `\(folder)` |") }, "\(folder)") }
  }

  private static func text(ofPage page: String) throws -> String {
    try String(contentsOfFile: "\(GuidePage.folder)/\(page).md", encoding: .utf8)
  }

  /// Returns the words that are paths, from the top or from a target's folder, or names of source files and pages.
  private static func names(onPage page: String) throws -> Set<String> {
    let files = FileManager.default
    let beginnings = try [GuidePage.repository, sources, sources + "/Afterglow"]
      .flatMap { try files.contentsOfDirectory(atPath: $0) }
    let words = try text(ofPage: page).split { !($0.isLetter || $0.isNumber || "/+.-_".contains($0)) }
    return Set(
      words.map { String($0.trimmingPrefix("/").reversed().drop { "./".contains($0) }.reversed()) }.filter {
        let parts = $0.split(separator: "/")
        let isPath = parts.count > 1 && beginnings.contains(String(parts[0]))
        return isPath || $0.hasSuffix(".swift") || $0.hasSuffix(".md")
      })
  }

  private static func exists(_ name: String) throws -> Bool {
    let files = FileManager.default
    let folders = [GuidePage.repository, sources, sources + "/Afterglow", GuidePage.folder]
    let paths = folders.flatMap { ["\($0)/\(name)", "\($0)/\(name).swift"] }
    if paths.contains(where: { files.fileExists(atPath: $0) }) { return true }
    // The name of a file beside another.
    return try !name.contains("/")
      && files.subpathsOfDirectory(atPath: sources).contains { $0.hasSuffix("/" + name) }
  }
}
