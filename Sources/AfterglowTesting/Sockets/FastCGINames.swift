// They are the kit's own for a test that imports it alone, with their members and in its documentation.
@_exported import struct FastCGI.ConnectionError
@_exported import enum FastCGI.ListenAddress
@_exported import struct FastCGI.NameValuePair
@_exported import struct FastCGI.ProtocolStatus
@_exported import struct FastCGI.Record
@_exported import struct FastCGI.RecordDecoder
@_exported import struct FastCGI.RecordType
@_exported import struct FastCGI.Role

/// Where a FastCGI server, or nginx, listens.
public typealias ServerAddress = ListenAddress
