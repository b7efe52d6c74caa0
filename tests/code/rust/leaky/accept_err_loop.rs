use tokio::net::TcpListener;

async fn serve(l: TcpListener) {
    loop {
        match l.accept().await {
            Ok((s, _)) => {
                tokio::spawn(handle(s));
            }
            Err(e) => { // expect: accept-queue-overflow
                eprintln!("accept: {e}");
            }
        }
    }
}

async fn handle(_s: tokio::net::TcpStream) {}
