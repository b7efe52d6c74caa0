use std::mem::ManuallyDrop;
use std::net::TcpStream;

pub struct Lease<'a> {
    home: &'a std::sync::Mutex<Vec<TcpStream>>,
    conn: ManuallyDrop<TcpStream>,
    spoiled: bool,
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        let conn = unsafe { ManuallyDrop::take(&mut self.conn) };
        if self.spoiled {
            return;
        }
        self.home.lock().unwrap().push(conn);
    }
}
