import Dispatch
import Glibc
import Synchronization

/// A connected stream socket whose every wait has a deadline.
///
/// The calls that wait run on two serial queues of the socket, one per direction, never on the cooperative pool:
/// tests run in parallel on few threads, and a blocked one would stop the test that is to unblock it.
final class StreamSocket: Sendable {
  /// What a receive brings.
  enum Arrival: Sendable {
    case bytes([UInt8])
    case endOfStream
    case reset
  }

  let peer: ServerAddress
  private let reading = DispatchQueue(label: "afterglow.testing.reading")
  private let writing = DispatchQueue(label: "afterglow.testing.writing")
  /// The descriptor, or -1 once closed.
  ///
  /// Calls hold no lock while they wait; ``finish()`` waits for them instead.
  private let descriptor: Mutex<Int32>

  private init(descriptor: Int32, peer: ServerAddress) {
    self.descriptor = Mutex(descriptor)
    self.peer = peer
  }

  deinit {
    let descriptor = descriptor.withLock { $0 }
    if descriptor >= 0 { Glibc.close(descriptor) }
  }

  static func connect(
    to address: ServerAddress, within duration: Duration
  ) async throws(ConnectionError) -> StreamSocket {
    let queue = DispatchQueue(label: "afterglow.testing.connecting")
    let deadline = Deadline(within: duration)
    let descriptor = try await perform(on: queue) { () throws(ConnectionError) in
      try openConnection(to: address, deadline: deadline)
    }
    return StreamSocket(descriptor: descriptor, peer: address)
  }

  func send(_ bytes: [UInt8], within duration: Duration) async throws(ConnectionError) {
    let deadline = Deadline(within: duration)
    try await Self.perform(on: writing) { [self] () throws(ConnectionError) in
      try sendAll(bytes, deadline: deadline)
    }
  }

  /// Waits for bytes or for the end of the stream; throws when the deadline passes.
  func receive(expecting expected: String, until deadline: Deadline) async throws(ConnectionError) -> Arrival
  {
    try await Self.perform(on: reading) { [self] () throws(ConnectionError) in
      try receiveOnce(expecting: expected, deadline: deadline)
    }
  }

  func shutdownWriting() async throws(ConnectionError) {
    try await Self.perform(on: writing) { [self] () throws(ConnectionError) in
      guard Glibc.shutdown(descriptor.withLock { $0 }, Int32(SHUT_WR)) == 0 else {
        throw ConnectionError(code: errno, expected: "to shut down writing to \(peer)", elapsed: .zero)
      }
    }
  }

  func close() async {
    // Wakes calls that wait in either direction, so that closing doesn't wait for their deadlines.
    _ = descriptor.withLock { Glibc.shutdown($0, Int32(SHUT_RDWR)) }
    await finish()
  }

  func reset() async {
    descriptor.withLock { descriptor in
      // With a linger time of zero, closing drops what is unsent and sends RST.
      var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
      let size = socklen_t(MemoryLayout<Glibc.linger>.size)
      setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, size)
    }
    await finish()
  }

  /// Closes the descriptor after the calls in hand, so that none of them meets a descriptor used anew.
  private func finish() async {
    await withCheckedContinuation { continuation in
      writing.async { [self] in
        reading.async { [self] in
          descriptor.withLock { descriptor in
            if descriptor >= 0 { Glibc.close(descriptor) }
            descriptor = -1
          }
          continuation.resume()
        }
      }
    }
  }
}

extension StreamSocket {
  private static func perform<Value: Sendable>(
    on queue: DispatchQueue, _ work: @escaping @Sendable () throws(ConnectionError) -> Value
  ) async throws(ConnectionError) -> Value {
    let result: Result<Value, ConnectionError> = await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: Result(catching: work)) }
    }
    return try result.get()
  }

  private static func openConnection(
    to address: ServerAddress, deadline: Deadline
  ) throws(ConnectionError) -> Int32 {
    let expected = "a connection to \(address)"
    guard let socketAddress = SocketAddress(address) else {
      throw ConnectionError(
        .invalidAddress, expected: expected, received: "an address that can't be one", elapsed: .zero)
    }
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = Glibc.socket(socketAddress.family, type, 0)
    guard descriptor >= 0 else {
      throw ConnectionError(code: errno, expected: expected, elapsed: deadline.elapsed)
    }
    do throws(ConnectionError) {
      try establish(descriptor, with: socketAddress, expecting: expected, deadline: deadline)
      // Small records leave at once instead of waiting for an acknowledgement; unix sockets refuse the option.
      var noDelay: Int32 = 1
      setsockopt(
        descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &noDelay, socklen_t(MemoryLayout<Int32>.size))
      return descriptor
    } catch {
      Glibc.close(descriptor)
      throw error
    }
  }

  private static func establish(
    _ descriptor: Int32, with address: SocketAddress, expecting expected: String, deadline: Deadline
  ) throws(ConnectionError) {
    while address.withPointer({ Glibc.connect(descriptor, $0, $1) }) != 0 {
      switch errno {
      case EISCONN:
        return
      case EINPROGRESS, EALREADY:
        try wait(descriptor, for: POLLOUT, expecting: expected, deadline: deadline)
      case EAGAIN where !deadline.hasPassed:
        // A unix socket whose backlog is full says so instead of waiting, and poll(2) can't wait for it.
        usleep(1_000)
      case EINTR:
        continue
      case let code:
        throw ConnectionError(code: code, expected: expected, elapsed: deadline.elapsed)
      }
    }
  }

  private func sendAll(_ bytes: [UInt8], deadline: Deadline) throws(ConnectionError) {
    let descriptor = descriptor.withLock { $0 }
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        let rest = UnsafeRawBufferPointer(rebasing: buffer[sent...])
        return Glibc.send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
      }
      if count >= 0 {
        sent += count
        continue
      }
      let expected = "\(peer) to take \(bytes.count) bytes, \(sent) of which it took"
      switch errno {
      case EINTR: continue
      case EAGAIN: try Self.wait(descriptor, for: POLLOUT, expecting: expected, deadline: deadline)
      case let code: throw ConnectionError(code: code, expected: expected, elapsed: deadline.elapsed)
      }
    }
  }

  private func receiveOnce(
    expecting expected: String, deadline: Deadline
  ) throws(ConnectionError) -> Arrival {
    let descriptor = descriptor.withLock { $0 }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    // A peer that sends without end must not keep the call past its deadline.
    if deadline.isOver { try Self.wait(descriptor, for: POLLIN, expecting: expected, deadline: deadline) }
    while true {
      let count = Glibc.recv(descriptor, &buffer, buffer.count, 0)
      if count > 0 { return .bytes(Array(buffer.prefix(count))) }
      if count == 0 { return .endOfStream }
      switch errno {
      case EINTR: continue
      case ECONNRESET: return .reset
      case EAGAIN: try Self.wait(descriptor, for: POLLIN, expecting: expected, deadline: deadline)
      case let code: throw ConnectionError(code: code, expected: expected, elapsed: deadline.elapsed)
      }
    }
  }

  private static func wait(
    _ descriptor: Int32, for events: Int32, expecting expected: String, deadline: Deadline
  ) throws(ConnectionError) {
    var request = pollfd(fd: descriptor, events: Int16(events), revents: 0)
    guard deadline.isOver || Glibc.poll(&request, 1, deadline.remainingMilliseconds) == 0 else { return }
    throw ConnectionError(.timedOut, expected: expected, received: "nothing more", elapsed: deadline.elapsed)
  }
}
