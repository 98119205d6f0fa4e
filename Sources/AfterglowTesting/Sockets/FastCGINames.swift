// Exported for tests that import only the kit, with their members and in the kit's documentation.
@_exported import struct FastCGI.ConnectionError
@_exported import enum FastCGI.ListenAddress
@_exported import struct FastCGI.NameValuePair
@_exported import struct FastCGI.ProtocolStatus
@_exported import struct FastCGI.Record
@_exported import struct FastCGI.RecordDecoder
@_exported import struct FastCGI.RecordType
@_exported import struct FastCGI.Role

/// The address on which a FastCGI server, or nginx, listens.
public typealias ServerAddress = ListenAddress
