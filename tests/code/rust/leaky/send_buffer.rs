use socket2::Socket;

pub fn tune(socket: &Socket) -> std::io::Result<()> {
    socket.set_send_buffer_size(16 * 1024) // expect: send-buffer-limited
}
