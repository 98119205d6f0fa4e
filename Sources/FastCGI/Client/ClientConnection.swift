import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// A connection to an application, made as a web server makes it.
///
/// Its calls block the thread, at most until their deadline. One thread may send while another receives.
package final class ClientConnection: Sendable {
  /// The result of a receive.
  package enum Arrival: Sendable, Equatable {
    case bytes([UInt8])
    case endOfStream
    case reset
  }

  /// The address that the connection was made to.
  package let peer: ListenAddress

  /// The non-blocking descriptor; -1 once closed.
  ///
  /// Calls hold no lock while they wait, so ``close()`` may only be called when none is running.
  private let descriptor: Mutex<Int32>

  private init(descriptor: Int32, peer: ListenAddress) {
    self.descriptor = Mutex(descriptor)
    self.peer = peer
  }

  deinit { close() }

  /// Connects to an application.
  ///
  /// - Parameters:
  ///   - address: the address that the application listens at; `0.0.0.0` and `::` lead to this machine.
  ///   - deadline: the time until which the connection must be established.
  /// - Returns: the connection.
  /// - Throws: ``ConnectionError`` if nobody listens there, or the deadline passes.
  package static func open(
    to address: ListenAddress, until deadline: Deadline
  ) throws(ConnectionError) -> ClientConnection {
    let address = try ClientAddress(address)
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = socket(address.family, type, 0)
    guard descriptor >= 0 else {
      throw ConnectionError(code: errno, expected: address.expected, elapsed: deadline.elapsed)
    }
    // From here on the connection's deinit closes the descriptor if anything throws.
    let connection = ClientConnection(descriptor: descriptor, peer: address.address)
    try connection.establish(with: address, until: deadline)
    // Small records leave at once instead of waiting for an acknowledgement; unix sockets refuse the option.
    var noDelay: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &noDelay, socklen_t(MemoryLayout<Int32>.size))
    return connection
  }

  private func establish(with address: ClientAddress, until deadline: Deadline) throws(ConnectionError) {
    let descriptor = descriptor.withLock { $0 }
    while address.withPointer({ connect(descriptor, $0, $1) }) != 0 {
      switch errno {
      case EISCONN: return
      case EINPROGRESS, EALREADY: try wait(for: POLLOUT, expecting: address.expected, until: deadline)
      case EAGAIN:
        guard !deadline.hasPassed else { throw timedOut(address.expected, deadline) }
        // A unix socket with a full backlog fails instead of waiting, and poll(2) cannot wait for it.
        usleep(1_000)
      case EINTR: continue
      case let code: throw ConnectionError(code: code, expected: address.expected, elapsed: deadline.elapsed)
      }
    }
  }

  /// Sends bytes.
  ///
  /// - Parameters:
  ///   - bytes: the bytes to send.
  ///   - deadline: the time until which the peer must have taken them.
  /// - Throws: ``ConnectionError`` if the peer doesn't take all bytes in time, or has closed the connection.
  package func send(_ bytes: [UInt8], until deadline: Deadline) throws(ConnectionError) {
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
      let code = errno
      let expected = "\(peer) to take \(bytes.count) bytes, \(sent) of which it took"
      switch code {
      case EINTR: continue
      case EAGAIN: try wait(for: POLLOUT, expecting: expected, until: deadline)
      default: throw ConnectionError(code: code, expected: expected, elapsed: deadline.elapsed)
      }
    }
  }

  /// Waits for bytes or for the end of the stream.
  ///
  /// - Parameters:
  ///   - expected: the expectation to name in an error message.
  ///   - deadline: the time until which to wait. A deadline without any time returns bytes that have already arrived.
  /// - Returns: the bytes, or the way in which the stream ended.
  /// - Throws: ``ConnectionError`` if nothing comes in time.
  package func receive(
    expecting expected: String, until deadline: Deadline
  ) throws(ConnectionError) -> Arrival {
    let descriptor = descriptor.withLock { $0 }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    // A peer that sends without end must not keep the call past its deadline.
    if deadline.isOver { throw timedOut(expected, deadline) }
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count > 0 { return .bytes(Array(buffer.prefix(count))) }
      if count == 0 { return .endOfStream }
      switch errno {
      case EINTR: continue
      case ECONNRESET: return .reset
      case EAGAIN: try wait(for: POLLIN, expecting: expected, until: deadline)
      case let code: throw ConnectionError(code: code, expected: expected, elapsed: deadline.elapsed)
      }
    }
  }

  private func wait(
    for events: Int32, expecting expected: String, until deadline: Deadline
  ) throws(ConnectionError) {
    var request = pollfd(fd: descriptor.withLock { $0 }, events: Int16(events), revents: 0)
    if deadline.isOver || poll(&request, 1, deadline.remainingMilliseconds) == 0 {
      throw timedOut(expected, deadline)
    }
  }

  private func timedOut(_ expected: String, _ deadline: Deadline) -> ConnectionError {
    ConnectionError(.timedOut, expected: expected, received: "nothing more", elapsed: deadline.elapsed)
  }
}

extension ClientConnection {
  /// Tells the peer that nothing more will be sent; receiving still works.
  ///
  /// - Throws: ``ConnectionError`` if the connection is gone.
  package func shutdownWriting() throws(ConnectionError) {
    guard shutdown(descriptor.withLock { $0 }, Int32(SHUT_WR)) == 0 else {
      throw ConnectionError(code: errno, expected: "to shut down writing to \(peer)", elapsed: .zero)
    }
  }

  /// Wakes the calls that are waiting in either direction.
  package func interrupt() {
    _ = descriptor.withLock { shutdown($0, Int32(SHUT_RDWR)) }
  }

  /// Makes ``close()`` drop unsent bytes and send a reset, over TCP.
  package func resetOnClose() {
    descriptor.withLock { descriptor in
      var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
      setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
    }
  }

  /// Closes the connection.
  ///
  /// No other call may be running, since the descriptor's number may soon belong to another file.
  package func close() {
    descriptor.withLock { descriptor in
      if descriptor >= 0 { Glibc.close(descriptor) }
      descriptor = -1
    }
  }
}
