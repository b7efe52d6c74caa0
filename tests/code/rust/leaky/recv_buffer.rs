use socket2::Socket;

pub fn tune(socket: &Socket) -> std::io::Result<()> {
    socket.set_nodelay(true)?;
    socket.set_recv_buffer_size(65536) // expect: receive-window-limited
}
