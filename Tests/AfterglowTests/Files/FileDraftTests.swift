import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import Synchronization
import Testing

@testable import Afterglow

/// Files that clients store.
@Suite(.timeLimit(.minutes(1))) struct FileDraftTests {
  private let folder: ServedFolder
  private let files: FileFolder

  init() throws {
    folder = try ServedFolder()
    files = FileFolder(folder.path)
  }

  @discardableResult
  private func store(_ text: String, as name: String, _ conditions: HTTPFields? = nil) throws -> EntityTag {
    let draft = try files.draft(
      named: name, if: conditions.map { Preconditions($0, method: .put) })
    try draft.append(Array(text.utf8))
    return try draft.commit()
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: folder.path(name))), as: UTF8.self)
  }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  private func refusal(_ body: () throws -> Void) throws -> HTTPResponse.Status? {
    do {
      try body()
      return nil
    } catch let error as HTTPError {
      return error.status
    }
  }

  @Test func `a file is there when it is committed, under no other name before and after`() throws {
    let draft = try files.draft(named: "a.txt")
    try draft.append(Array("one ".utf8))
    try draft.append(Array("two".utf8))
    #expect(try names() == [])
    try draft.commit()
    #expect(try names() == ["a.txt"])
    #expect(try text("a.txt") == "one two")
  }

  @Test func `a draft that is let go of leaves the file as it was, and nothing else`() throws {
    try store("old", as: "a.txt")
    do {
      let draft = try files.draft(named: "a.txt")
      try draft.append(Array("new".utf8))
    }
    #expect(try text("a.txt") == "old")
    #expect(try names() == ["a.txt"])
  }

  @Test func `the tag is that of the download, and another one each time`() async throws {
    let files = files
    let app = Application(logger: RecordedLog().logger)
    app.get("/") { () in files.file(named: "a.txt") }
    let client = try InProcessClient(app)
    var tags: Set<EntityTag> = []
    for _ in 0..<100 {
      let tag = try store("same", as: "a.txt")
      #expect(await client.get("/").headers[.eTag] == "\(tag)")
      tags.insert(tag)
    }
    #expect(tags.count == 100)
  }

  @Test func `a new version is newer than the one before, whatever its date`() throws {
    try store("old", as: "a.txt")
    try folder.setModified("a.txt", to: 4_000_000_000)
    let old = try files.version(named: "a.txt")
    try store("new", as: "a.txt")
    let versions = try OpenFolder(folder.path)
    #expect(try #require(try versions.version(of: "a.txt")).modified.seconds >= 4_000_000_000)
    #expect(try files.version(named: "a.txt") != old)
  }

  @Test func `a condition that doesn't hold is told before the body is read, and when it is`() throws {
    let tag = try store("1", as: "a.txt")
    #expect(try refusal { _ = try store("2", as: "a.txt", [.ifNoneMatch: "*"]) } == .preconditionFailed)
    let conditions = Preconditions([.ifMatch: "\(tag)"], method: .put)
    let late = try files.draft(named: "a.txt", if: conditions)
    try store("2", as: "a.txt", [.ifMatch: "\(tag)"])
    #expect(try refusal { try late.commit() } == .preconditionFailed)
    #expect(try text("a.txt") == "2")
    #expect(try names() == ["a.txt"])
  }

  @Test func `of many that create a file at once one does`() async throws {
    for round in 0..<20 {
      let name = "\(round)"
      let winners = await withTaskGroup { group in
        for number in 0..<8 {
          group.addTask { (try? store("\(number)", as: name, [.ifNoneMatch: "*"])) == nil ? nil : number }
        }
        return await group.reduce(into: [Int]()) { if let winner = $1 { $0.append(winner) } }
      }
      #expect(winners.count == 1)
      #expect(try text(name) == winners.first.map(String.init))
    }
  }

  /// Without the lock, two that read the same number both write the next one.
  @Test func `no update is lost among those who say which version they change`() async throws {
    try store("0", as: "counter")
    let updates = await withTaskGroup { group in
      for _ in 0..<4 { group.addTask { (0..<50).count { _ in increments() } } }
      return await group.reduce(0, +)
    }
    #expect(updates > 0)
    #expect(try text("counter") == "\(updates)")
  }

  private func increments() -> Bool {
    do {
      guard let tag = try files.version(named: "counter")?.tag, let number = Int(try text("counter")) else {
        return false
      }
      try store("\(number + 1)", as: "counter", [.ifMatch: "\(tag)"])
      return true
    } catch {
      return false
    }
  }

  @Test(arguments: [
    "", ".", "..", ".hidden", ".\u{301}env", "a\0b", "a/.b", "a//b", "/a", "a/",
    String(repeating: "é", count: 128),
  ])
  func `a name that can't be read back can't be stored`(name: String) throws {
    #expect(try refusal { _ = try store("x", as: name) } == .badRequest)
    #expect(try names() == [])
  }

  @Test(arguments: [
    "a", "a.", "a..", "~", " ", "-rf", "a\u{301}", "\u{E1}", "\u{301}", "a\nb", "%2e%2e", "a\\b", "؀.lines",
    String(repeating: "x", count: 255), "sub/b",
  ])
  func `a name that can be stored can be read back`(name: String) async throws {
    try folder.makeFolder("sub")
    try store("x", as: name)
    let files = files
    let app = Application(logger: RecordedLog().logger)
    app.get("/") { () in files.file(named: name) }
    #expect(await (try InProcessClient(app)).get("/").text == "x")
  }

  @Test func `two forms of a character name two files`() throws {
    try store("composed", as: "\u{E9}")
    try store("decomposed", as: "e\u{301}")
    #expect(try text("\u{E9}") == "composed")
    #expect(try text("e\u{301}") == "decomposed")
  }

  @Test func `a folder is not replaced, nor one made, and a link is replaced itself`() throws {
    try folder.makeFolder("sub")
    try folder.write("outside", to: "outside")
    try folder.link("link", to: "outside")
    #expect(try refusal { _ = try store("x", as: "sub") } == .conflict)
    #expect(try refusal { _ = try store("x", as: "nothing/b") } == .conflict)
    #expect(try refusal { _ = try store("x", as: "link/b") } == .conflict)
    try store("x", as: "link")
    #expect(try text("outside") == "outside")
    #expect(try names() == ["link", "outside", "sub"])
  }

  @Test func `a folder that is not there is named`() {
    #expect {
      _ = try FileFolder("/nowhere/files").draft(named: "a")
    } throws: {
      "\($0)".contains("/nowhere/files")
    }
  }

  @Test func `a file is removed if its conditions hold`() throws {
    let tag = try store("x", as: "a.txt")
    #expect(
      try refusal {
        try files.remove(named: "a.txt", if: Preconditions([.ifMatch: #""old""#], method: .delete))
      } == .preconditionFailed)
    try files.remove(named: "a.txt", if: Preconditions([.ifMatch: "\(tag)"], method: .delete))
    #expect(try names() == [])
    #expect(try refusal { try files.remove(named: "a.txt") } == .notFound)
  }

  @Test func `where files need a name, a draft has one of its own, which goes with it`() throws {
    let opened = try OpenFolder(folder.path)
    do {
      let draft = try DraftFile(in: opened, isNameless: false)
      try draft.append([0x78])
      #expect(try names().count == 1)
      #expect(try files.removeStaleDrafts() == 0)
      _ = try opened.withLock { try draft.put(under: "a.txt", after: nil) }
    }
    #expect(try names() == ["a.txt"])
    do { _ = try DraftFile(in: opened, isNameless: false) }
    #expect(try names() == ["a.txt"])
  }

  @Test func `a draft whose process has died is removed, and nothing else`() throws {
    let stale = ".\(UUID().uuidString.lowercased()).draft"
    for name in [stale, "a.draft", ".hidden", ".x.draft"] { try folder.write("x", to: name) }
    #expect(try files.removeStaleDrafts() == 1)
    #expect(try names() == [".hidden", ".x.draft", "a.draft"])
  }
}
