import Testing

@testable import FastCGI

struct IdleConnectionsTests {
  private var idle = IdleConnections()
  private let start = ContinuousClock.now

  @Test mutating func `a ticket hands over its connection, once`() {
    let ticket = idle.park(5, at: start)
    #expect(idle.count == 1)
    #expect(idle.take(ticket) == 5)
    #expect(idle.take(ticket) == nil)
    #expect(idle.count == 0)
  }

  @Test mutating func `a ticket of a connection that was parked anew is no longer good`() {
    let late = idle.park(5, at: start)
    #expect(idle.take(late) == 5)
    let current = idle.park(5, at: start)
    #expect(late != current)
    #expect(idle.take(late) == nil)
    #expect(idle.take(current) == 5)
  }

  @Test mutating func `an event that comes late for a closed connection finds nothing`() {
    let closed = idle.park(5, at: start)
    #expect(idle.takeAll(parkedBefore: start + .seconds(1)) == [5])
    // The system gives its number to the next connection.
    let next = idle.park(5, at: start + .seconds(2))
    #expect(idle.take(closed) == nil)
    #expect(idle.count == 1)
    #expect(idle.take(next) == 5)
  }

  @Test mutating func `the listening socket's ticket is no connection's`() {
    for descriptor: Int32 in [0, 1, 5, .max] {
      #expect(idle.park(descriptor, at: start).rawValue != 0)
    }
    #expect(idle.take(IdleConnections.Ticket(rawValue: 0)) == nil)
    #expect(idle.count == 4)
  }

  @Test mutating func `a ticket survives the way through an event`() {
    let tickets = [3, 1024, 70_000, Int32.max].map { idle.park($0, at: start) }
    let copies = tickets.map { IdleConnections.Ticket(rawValue: $0.rawValue) }
    #expect(copies.map { idle.take($0) } == [3, 1024, 70_000, Int32.max])
  }

  @Test mutating func `only those that were parked before the time expire`() {
    _ = idle.park(5, at: start)
    let middle = idle.park(6, at: start + .seconds(1))
    let last = idle.park(7, at: start + .seconds(2))
    #expect(idle.takeAll(parkedBefore: start).isEmpty)
    #expect(idle.takeAll(parkedBefore: start + .seconds(1)) == [5])
    #expect(idle.take(middle) == 6)
    #expect(idle.takeAll(parkedBefore: start + .seconds(9)) == [7])
    #expect(idle.take(last) == nil)
  }

  @Test mutating func `a request in between begins the time anew`() {
    let first = idle.park(5, at: start)
    #expect(idle.take(first) == 5)
    let second = idle.park(5, at: start + .seconds(10))
    #expect(idle.takeAll(parkedBefore: start + .seconds(5)).isEmpty)
    #expect(idle.take(second) == 5)
  }

  @Test mutating func `those that fit a condition are handed over, and no others`() {
    let tickets = (1...6).map { idle.park($0, at: start) }
    #expect(idle.takeAll { $0.isMultiple(of: 2) }.sorted() == [2, 4, 6])
    #expect(tickets.map { idle.take($0) } == [1, nil, 3, nil, 5, nil])
  }
}
