#if canImport(Glibc)
  import Glibc
#endif

/// Sends two buffers completely, one after the other.
///
/// - Parameters:
///   - first: the first buffer.
///   - second: the second buffer.
///   - descriptor: the socket's descriptor.
/// - Returns: 0, or the `errno` of the failure, after which a part may have been sent.
func sendWhole(_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer, to descriptor: Int32)
  -> Int32
{
  var sent = 0
  let total = first.count + second.count
  while sent < total {
    let head = first.dropFirst(sent)
    let tail = second.dropFirst(max(0, sent - first.count))
    var pieces = [head, tail].filter { !$0.isEmpty }.map { piece in
      let piece = UnsafeRawBufferPointer(rebasing: piece)
      return iovec(iov_base: UnsafeMutableRawPointer(mutating: piece.baseAddress), iov_len: piece.count)
    }
    let count = pieces.withUnsafeMutableBufferPointer { pieces in
      var message = msghdr()
      message.msg_iov = pieces.baseAddress
      message.msg_iovlen = pieces.count
      return sendmsg(descriptor, &message, Int32(MSG_NOSIGNAL))
    }
    if count < 0 {
      if errno == EINTR { continue }
      return errno
    }
    sent += count
  }
  return 0
}

/// Sends bytes completely.
///
/// - Parameters:
///   - bytes: the bytes to send.
///   - descriptor: the socket's descriptor.
/// - Returns: 0, or the `errno` of the failure, after which a part may have been sent.
func sendWhole(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
  bytes.withUnsafeBytes { sendWhole($0, UnsafeRawBufferPointer(start: nil, count: 0), to: descriptor) }
}
