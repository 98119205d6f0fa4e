/// The kept connections that nobody is serving: which there are, and since when each has been idle.
///
/// A pure value; ``ConnectionPool`` does with descriptors what it decides. A descriptor's number is used again as soon as
/// it is closed, so each time a connection is parked it gets a ticket, and an event that comes late for an old ticket
/// finds nothing.
struct IdleConnections: Sendable {
  /// Names one parking of one connection.
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

  /// Hands the connection over to the caller, who alone has it from now on; `nil` for a ticket that is no longer good.
  mutating func take(_ ticket: Ticket) -> Int32? {
    guard parkings[ticket.descriptor]?.number == ticket.number else { return nil }
    parkings[ticket.descriptor] = nil
    return ticket.descriptor
  }

  /// Hands over the connections that have been idle since before then.
  mutating func takeAll(parkedBefore time: ContinuousClock.Instant) -> [Int32] {
    let expired = parkings.filter { $0.value.since < time }.map(\.key)
    for descriptor in expired { parkings[descriptor] = nil }
    return expired
  }

  /// Hands over the connections for which that holds.
  mutating func takeAll(where condition: (Int32) -> Bool) -> [Int32] {
    let found = parkings.keys.filter(condition)
    for descriptor in found { parkings[descriptor] = nil }
    return found
  }
}
