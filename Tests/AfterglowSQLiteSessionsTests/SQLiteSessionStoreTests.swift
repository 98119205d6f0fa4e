import AfterglowSQLiteSessions
import Testing

@testable import AfterglowSessions

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite struct SQLiteSessionStoreTests {
  private let file: DatabaseFile
  private let now = Date(timeIntervalSince1970: 1_900_000_000)

  init() throws { file = try DatabaseFile() }

  private func open() throws -> SQLiteSessionStore { try SQLiteSessionStore(path: file.path) }

  private func changes(_ values: [String: String?], lastUsed: Date? = nil) -> SessionChanges {
    var changes = SessionChanges()
    changes.values = values
    changes.lastUsed = lastUsed
    return changes
  }

  private func record(_ values: [String: String] = [:]) -> SessionRecord {
    changes(values.mapValues { $0 }).applied(to: SessionRecord(created: now))
  }

  @Test func `What one process keeps, another one finds`() async throws {
    let (first, second) = (try open(), try open())
    let key = SessionID().key
    try await first.insert(record(["name": "1"]), for: key, until: now + 100)
    #expect(try await second.session(for: key, at: now) == record(["name": "1"]))
  }

  @Test func `It finds none that has ended`() async throws {
    let store = try open()
    let key = SessionID().key
    try await store.insert(record(), for: key, until: now + 100)
    #expect(try await store.session(for: key, at: now + 99) != nil)
    #expect(try await store.session(for: key, at: now + 100) == nil)
  }

  @Test func `Changes are applied to what there is by then`() async throws {
    let (first, second) = (try open(), try open())
    let key = SessionID().key
    try await first.insert(record(["a": "1", "b": "2"]), for: key, until: now + 100)
    let keptFirst = try await first.update(
      key, with: changes(["a": nil, "c": "3"]), movingTo: nil, until: now + 100)
    let keptSecond = try await second.update(
      key, with: changes(["d": "4"]), movingTo: nil, until: now + 100)
    #expect(keptFirst && keptSecond)
    #expect(try await first.session(for: key, at: now) == record(["b": "2", "c": "3", "d": "4"]))
  }

  @Test func `No change is lost when several processes write at a time`() async throws {
    let stores = [try open(), try open(), try open()]
    let key = SessionID().key
    try await stores[0].insert(record(), for: key, until: now + 100)
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<60 {
        let change = changes(["\(number)": "0"])
        group.addTask { [now] in
          try await stores[number % 3].update(key, with: change, movingTo: nil, until: now + 100)
        }
      }
      for try await wasKept in group { #expect(wasKept) }
    }
    let count = try await stores[0].session(for: key, at: now)?.values.count
    #expect(count == 60)
  }

  @Test func `Use puts the end off, and an earlier end doesn't bring it forward`() async throws {
    let store = try open()
    let key = SessionID().key
    try await store.insert(record(), for: key, until: now + 100)
    _ = try await store.update(key, with: changes([:], lastUsed: now + 50), movingTo: nil, until: now + 150)
    _ = try await store.update(key, with: changes(["a": "1"]), movingTo: nil, until: now + 100)
    let found = try #require(try await store.session(for: key, at: now + 149))
    #expect(found.lastUsed == now + 50)
  }

  @Test func `A session that moves is under its new key alone`() async throws {
    let store = try open()
    let (old, new) = (SessionID().key, SessionID().key)
    try await store.insert(record(["a": "1"]), for: old, until: now + 100)
    let wasThere = try await store.update(old, with: changes([:]), movingTo: new, until: now + 100)
    #expect(wasThere)
    #expect(try await store.session(for: old, at: now) == nil)
    #expect(try await store.session(for: new, at: now) == record(["a": "1"]))
  }

  @Test func `A session that was removed is not brought back by a change`() async throws {
    let store = try open()
    let key = SessionID().key
    try await store.insert(record(), for: key, until: now + 100)
    try await store.remove(key)
    let wasThere = try await store.update(key, with: changes(["a": "1"]), movingTo: nil, until: now + 100)
    #expect(!wasThere)
    #expect(try await store.session(for: key, at: now) == nil)
  }

  @Test func `Those that have ended are deleted from time to time`() async throws {
    let store = try open()
    try await store.insert(record(), for: SessionID().key, until: now + 1)
    let later = SessionRecord(created: now + 601)
    try await store.insert(later, for: SessionID().key, until: now + 700)
    #expect(try await store.count() == 1)
  }

  @Test func `Several processes can open a new database at a time`() async throws {
    let path = file.path
    let count = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask { try await SQLiteSessionStore(path: path).count() }
      }
      return try await group.reduce(0, +)
    }
    #expect(count == 0)
  }

  @Test func `A file that is no database is refused`() throws {
    try Data(repeating: 1, count: 4096).write(to: URL(filePath: file.path))
    #expect(throws: (any Error).self) { try open() }
  }
}
