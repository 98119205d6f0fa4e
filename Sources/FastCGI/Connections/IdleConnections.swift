/// The kept connections that no worker is serving, and the time since which each has been idle.
///
/// It only does the bookkeeping; ``ConnectionPool`` opens and closes the descriptors. A closed descriptor's number is
/// reused at once. Therefore each parking of a connection gets a ticket of its own, and a late event for an old
/// ticket finds nothing.
struct IdleConnections: Sendable {
  /// The identity of one parking of one connection.
  struct Ticket: Hashable, Sendable {
    let rawValue: UInt64

    init(rawValue: UInt64) { self.rawValue = rawValue }

    fileprivate init(descriptor: Int32, number: UInt32) {
      rawValue = UInt64(number) << 32 | UInt64(UInt32(bitPattern: descriptor))
    }

    fileprivate var descriptor: Int32 { Int32(truncatingIfNeeded: rawValue) }
    fileprivate var number: UInt32 { UInt32(rawValue >> 32) }
  }

  private struct Parking {
    let number: UInt32
    let since: ContinuousClock.Instant
  }

  private var parkings: [Int32: Parking] = [:]
  private var lastNumber: UInt32 = 0

  var count: Int { parkings.count }

  mutating func park(_ descriptor: Int32, at now: ContinuousClock.Instant) -> Ticket {
    lastNumber &+= 1
    parkings[descriptor] = Parking(number: lastNumber, since: now)
    return Ticket(descriptor: descriptor, number: lastNumber)
  }

  /// Removes a connection and hands it to the caller; returns `nil` if the ticket is no longer valid.
  mutating func take(_ ticket: Ticket) -> Int32? {
    guard parkings[ticket.descriptor]?.number == ticket.number else { return nil }
    parkings[ticket.descriptor] = nil
    return ticket.descriptor
  }

  /// Removes and returns the connections that have been idle since before `time`.
  mutating func takeAll(parkedBefore time: ContinuousClock.Instant) -> [Int32] {
    let expired = parkings.filter { $0.value.since < time }.map(\.key)
    for descriptor in expired { parkings[descriptor] = nil }
    return expired
  }

  /// Removes and returns the connections that satisfy `condition`.
  mutating func takeAll(where condition: (Int32) -> Bool) -> [Int32] {
    let found = parkings.keys.filter(condition)
    for descriptor in found { parkings[descriptor] = nil }
    return found
  }
}
