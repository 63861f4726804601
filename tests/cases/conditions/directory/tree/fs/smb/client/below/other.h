#define in_smb_client 1
