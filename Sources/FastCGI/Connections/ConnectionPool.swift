import CFastCGI
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// The listening socket and the idle kept connections, on which the free workers of a process wait together.
///
/// Connections belong to the process, not to a worker. So any free worker can serve the next request on a kept
/// connection while the previous worker runs background tasks. Connections without requests occupy no worker, however
/// many there are. The ``DescriptorBudget`` decides how many are kept.
final class ConnectionPool: Sendable {
  /// The longest wait in milliseconds, so that a worker notices a stop.
  private static let longestWait: Int32 = 300

  /// The time in milliseconds that a worker waits for the first byte on a new connection before it parks it.
  private static let firstByteWait: Int32 = 5

  let socket: ListeningSocket
  private let poller: Int32
  private let budget: DescriptorBudget
  private let acceptsNoMore = Atomic(false)
  private let idle = Mutex(IdleConnections())
  private let isDraining = Atomic(false)
  private let hasDrained = Atomic(false)
  private let backlog = Atomic(Backlog.open)
  private let accepted = Atomic(0)

  /// Creates a pool that contains only the listening socket.
  ///
  /// - Parameters:
  ///   - socket: the listening socket.
  ///   - budget: the limits on kept and idle connections.
  /// - Throws: ``SystemError`` if epoll_create1(2) or epoll_ctl(2) fails.
  init(socket: ListeningSocket, budget: DescriptorBudget) throws(SystemError) {
    self.socket = socket
    self.budget = budget
    Self.sendAtOnce(socket.descriptor)
    poller = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard poller >= 0 else { throw SystemError("epoll_create1") }
    guard watch(socket.descriptor, as: Self.newConnection, by: EPOLL_CTL_ADD) else {
      let error = SystemError("epoll_ctl", on: "\(socket.address)")
      close(poller)
      throw error
    }
  }

  deinit {
    close(poller)
    for descriptor in idle.withLock({ $0.takeAll { _ in true } }) { close(descriptor) }
  }

  /// Turns on `TCP_NODELAY` for the connections of a TCP socket; it has no effect on a unix socket.
  ///
  /// Accepted connections inherit the option. Without it the second of two small writes waits until the web server
  /// has acknowledged the first, which it may delay by 40 ms (RFC 9293, section 3.7.4).
  private static func sendAtOnce(_ listening: Int32) {
    var yes: Int32 = 1
    setsockopt(listening, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
  }

  /// The ticket of the listening socket; tickets of parked connections have numbers from 1.
  private static let newConnection = IdleConnections.Ticket(rawValue: 0)

  /// The number of kept connections that wait for their next request.
  var idleCount: Int { idle.withLock { $0.count } }

  /// The largest number of idle connections to keep.
  var keptConnectionLimit: Int { budget.keptConnectionLimit }

  /// Whether a connection may be kept after its request.
  var hasRoom: Bool { idleCount < budget.keptConnectionLimit }

  /// The number of connections accepted so far.
  var acceptedCount: Int { accepted.load(ordering: .relaxed) }

  /// Waits for a connection with an incoming request, or for a new one on which none may have come yet.
  ///
  /// - Returns: the connection's descriptor, which the caller now owns; `nil` if none came within 0.3 seconds.
  /// - Throws: ``SystemError`` if no connection can be accepted, for example because descriptors or memory have run
  ///   out.
  func next() throws(SystemError) -> Int32? {
    var event = epoll_event()
    let wait = isDraining.load(ordering: .acquiring) ? Self.longestWait / 10 : Self.longestWait
    guard epoll_wait(poller, &event, 1, wait) > 0 else { return nil }
    let ticket = IdleConnections.Ticket(rawValue: event.data.u64)
    if ticket == Self.newConnection { return try accept() }
    guard let descriptor = idle.withLock({ $0.take(ticket) }) else { return nil }
    if event.events & (EPOLLRDHUP.rawValue | EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0, isAtEnd(descriptor)
    {
      close(descriptor)
      return nil
    }
    return descriptor
  }

  private func accept() throws(SystemError) -> Int32? {
    let phase = backlog.load(ordering: .acquiring)
    guard phase == .open || phase == .served else { return nil }
    guard phase == .served || idleCount < budget.idleConnectionLimit else {
      // Further connections wait in the backlog without taking a descriptor; closeIdle checks again.
      acceptsNoMore.store(true, ordering: .releasing)
      return nil
    }
    // One event wakes one worker; the socket is watched again after that worker has taken its connection.
    let connection = Result { () throws(SystemError) in try socket.accept() }
    _ = watch(socket.descriptor, as: Self.newConnection, by: EPOLL_CTL_MOD)
    guard let descriptor = try connection.get() else {
      // A unix socket that refuses gets no new connections; on TCP a handshake may still be under way.
      if phase == .served, socket.refusesAtOnce { giveUpSocket() }
      return nil
    }
    accepted.add(1, ordering: .relaxed)
    return descriptor
  }

  /// Waits for the first byte on a connection, for a few milliseconds at most.
  ///
  /// nginx sends it right after connecting, so it has mostly arrived when the connection is accepted.
  ///
  /// - Returns: whether something has arrived: a byte, or the end of the connection.
  func awaitFirstByte(on descriptor: Int32) -> Bool {
    hasInput(descriptor, within: Self.firstByteWait)
  }

  /// Puts a connection into the pool, where any free worker finds its next request.
  func park(_ connection: Int32) {
    let descriptor = DescriptorLimits.movingBeyondSoftLimit(connection, room: budget.roomAboveSoftLimit)
    let ticket = idle.withLock { $0.park(descriptor, at: .now) }
    defer { if hasDrained.load(ordering: .acquiring) { closeIdleWithoutInput() } }
    if watch(descriptor, as: ticket, by: EPOLL_CTL_MOD) || watch(descriptor, as: ticket, by: EPOLL_CTL_ADD) {
      return
    }
    if idle.withLock({ $0.take(ticket) }) != nil { close(descriptor) }
  }

  /// Watches a descriptor for one event.
  private func watch(_ descriptor: Int32, as ticket: IdleConnections.Ticket, by operation: Int32) -> Bool {
    var event = epoll_event()
    event.events = EPOLLIN.rawValue | EPOLLRDHUP.rawValue | EPOLLONESHOT.rawValue
    event.data.u64 = ticket.rawValue
    return epoll_ctl(poller, operation, descriptor, &event) == 0
  }

  /// Returns whether the peer has closed the connection and left nothing to read.
  private func isAtEnd(_ descriptor: Int32) -> Bool {
    var byte: UInt8 = 0
    return recv(descriptor, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) <= 0
  }

  /// Closes the connections that have been idle for longer than `time`.
  func closeIdle(longerThan time: Duration) {
    for descriptor in idle.withLock({ $0.takeAll(parkedBefore: .now - time) }) { close(descriptor) }
    if acceptsNoMore.load(ordering: .acquiring), idleCount < budget.idleConnectionLimit {
      acceptsNoMore.store(false, ordering: .releasing)
      _ = watch(socket.descriptor, as: Self.newConnection, by: EPOLL_CTL_MOD)
    }
  }

  // MARK: Stopping

  /// The fate of the connections that wait on the listening socket.
  private enum Backlog: Int, AtomicRepresentable {
    /// They and later ones are accepted.
    case open
    /// They wait until the manager decides.
    case undecided
    /// They are accepted, but no later ones are.
    case served
    /// This process no longer accepts connections.
    case over
  }

  /// Whether no kept connection is idle and no connection on the listening socket is left for this process.
  var isDrained: Bool {
    let phase = backlog.load(ordering: .acquiring)
    return idleCount == 0 && (phase == .open || phase == .over)
  }

  /// Stops accepting connections until it is decided which process serves the backlog.
  ///
  /// Requests on kept connections are still taken.
  func beginDraining() {
    guard !isDraining.exchange(true, ordering: .acquiringAndReleasing) else { return }
    if change(from: .open, to: .undecided) { unwatchSocket() }
  }

  /// Serves the backlog of the listening socket, which accepts no new connections because it is shutting down for
  /// good.
  func serveBacklog() {
    beginDraining()
    guard change(from: .undecided, to: .served) else { return }
    _ = watch(socket.descriptor, as: Self.newConnection, by: EPOLL_CTL_ADD)
  }

  /// Leaves the backlog to the processes that share the listening socket, unless this process already serves it.
  func leaveBacklog() {
    beginDraining()
    if change(from: .undecided, to: .over) { socket.giveUp(inFavorOf: poller) }
  }

  /// Accepts the whole backlog, parks its connections for the next free workers of this process, and closes the
  /// socket.
  func takeOverBacklog() {
    guard backlog.load(ordering: .acquiring) == .served else { return }
    for descriptor in acceptAll() {
      accepted.add(1, ordering: .relaxed)
      park(descriptor)
    }
    giveUpSocket()
  }

  /// Closes all connections that will not be served any more.
  ///
  /// - Returns: the number of closed connections with an unanswered request to this process.
  func closeUnserved() -> Int {
    let isOurs = backlog.load(ordering: .acquiring) == .served
    let waiting = isOurs ? acceptAll() : []
    giveUpSocket()
    let kept = idle.withLock { $0.takeAll { _ in true } }
    defer { for descriptor in waiting + kept { close(descriptor) } }
    return (waiting + kept).count { !isAtEnd($0) }
  }

  private func acceptAll() -> [Int32] {
    var descriptors: [Int32] = []
    while let descriptor = try? socket.accept() { descriptors.append(descriptor) }
    return descriptors
  }

  private func giveUpSocket() {
    guard backlog.exchange(.over, ordering: .acquiringAndReleasing) != .over else { return }
    unwatchSocket()
    socket.giveUp(inFavorOf: poller)
  }

  private func change(from old: Backlog, to new: Backlog) -> Bool {
    backlog.compareExchange(expected: old, desired: new, ordering: .acquiringAndReleasing).exchanged
  }

  private func unwatchSocket() {
    var event = epoll_event()
    epoll_ctl(poller, EPOLL_CTL_DEL, socket.descriptor, &event)
  }

  private func hasInput(_ descriptor: Int32, within milliseconds: Int32 = 0) -> Bool {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&waiting, 1, milliseconds) > 0
  }

  /// Ends the draining: closes the connections on which no request has begun, including those that are parked later.
  func closeIdleWithoutInput() {
    hasDrained.store(true, ordering: .releasing)
    let silent = idle.withLock { $0.takeAll { !hasInput($0) } }
    for descriptor in silent { close(descriptor) }
  }
}
