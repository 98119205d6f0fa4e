import Testing

@testable import AfterglowSessions

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite struct InMemorySessionStoreTests {
  private let now = Date(timeIntervalSince1970: 1_900_000_000)

  @Test func `It finds none that has ended`() {
    let store = InMemorySessionStore()
    let key = SessionID().key
    store.insert(SessionRecord(created: now), for: key, until: now + 100)
    #expect(store.session(for: key, at: now + 99) != nil)
    #expect(store.session(for: key, at: now + 100) == nil)
  }

  @Test func `When it is full those that would end first are dropped`() {
    let store = InMemorySessionStore(limit: 10)
    let keys = (1...11).map { _ in SessionID().key }
    for (index, key) in keys.enumerated() {
      store.insert(SessionRecord(created: now), for: key, until: now + 100 - Double(index))
    }
    #expect(store.count <= 10)
    #expect(store.session(for: keys[0], at: now) != nil)
    #expect(store.session(for: keys[10], at: now) == nil)
  }

  @Test func `Those that have ended make room`() {
    let store = InMemorySessionStore(limit: 2)
    let lasting = SessionID().key
    store.insert(SessionRecord(created: now), for: lasting, until: now + 100)
    store.insert(SessionRecord(created: now), for: SessionID().key, until: now + 1)
    store.insert(SessionRecord(created: now + 2), for: SessionID().key, until: now + 102)
    #expect(store.count == 2)
    #expect(store.session(for: lasting, at: now + 2) != nil)
  }
}
