import FoundationEssentials
import Testing

/// What the guide shows is what the examples are made of, and they are compiled and run.
@Suite struct GuidePagesTests {
  @Test(arguments: try GuidePage.all)
  func `Each block of Swift on the page stands in an example`(page: GuidePage) throws {
    let examples = try GuidePage.examples
    for block in try page.blocks {
      let code = block.joined(separator: "\n")
      #expect(examples.contains { $0.contains(code) }, "not in Tests/Examples")
    }
  }

  @Test(arguments: try GuidePage.all)
  func `The page is listed in the guide`(page: GuidePage) throws {
    let contents = try String(contentsOfFile: GuidePage.folder + "/Afterglow.md", encoding: .utf8)
    let isListed = contents.contains("<doc:\(page.name)>")
    #expect(isListed)
  }
}

/// A page of the guide.
struct GuidePage: CustomTestStringConvertible, Sendable {
  let name: String

  var testDescription: String { name }

  static let repository = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
  static let folder = repository + "/Sources/Afterglow/Afterglow.docc"

  static var all: [GuidePage] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        .filter { $0.hasSuffix(".md") && $0 != "Afterglow.md" }
        .map { GuidePage(name: String($0.dropLast(3))) }
    }
  }

  /// The text of the examples and of their tests, without indentation and empty lines.
  ///
  /// The package that a new service begins with is run by a test of its own: Tests/ScriptTests/new-service-test.
  static var examples: [String] {
    get throws {
      let folders = [
        "/Tests/Board", "/Tests/Examples", "/Tests/ExamplesTests", "/Sources/NewService/Template",
      ]
      return try folders.map { repository + $0 }.flatMap { folder in
        try FileManager.default.subpathsOfDirectory(atPath: folder)
          .filter { $0.hasSuffix(".swift") }
          .map { try lines(ofFile: folder + "/" + $0).joined(separator: "\n") }
      }
    }
  }

  /// The lines of each block of Swift, without indentation and empty lines.
  var blocks: [[String]] {
    get throws {
      var blocks: [[String]] = []
      var isInside = false
      for line in try Self.lines(ofFile: "\(Self.folder)/\(name).md") {
        if line == "```swift" {
          blocks.append([])
          isInside = true
        } else if line == "```" {
          isInside = false
        } else if isInside {
          blocks[blocks.count - 1].append(line)
        }
      }
      return blocks
    }
  }

  private static func lines(ofFile path: String) throws -> [String] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      .map { String($0.drop { $0 == " " }) }
      .filter { !$0.isEmpty }
  }
}
